import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExclusivityGroup } from '../../../../../api/contracts/exclusivity.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { groupKeys, groupsApi } from '../api/exclusivity-api.ts';

/** A new group, or another name for one that is there. */
export function GroupForm({ group, onDone }: { group: ExclusivityGroup | null; onDone: (id: string) => void }) {
  const { t } = useTranslation('exclusivity');
  const client = useQueryClient();
  const [name, setName] = useState(group?.name ?? '');
  const [description, setDescription] = useState(group?.description ?? '');
  const save = useMutation({
    mutationFn: async (): Promise<string> => {
      const input = { name: name.trim(), description: description.trim() === '' ? null : description.trim() };
      return group === null ? (await groupsApi.create(input)).id : (await groupsApi.update(group, input)).data.id;
    },
    onSuccess: async (id) => {
      await client.invalidateQueries({ queryKey: groupKeys.list });
      if (group !== null) void toast(t('saved'), 'success');
      onDone(id);
    },
  });
  const changed = group === null || name !== group.name || description !== (group.description ?? '');
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      <TextField label={t('name')} value={name} onChange={setName} maxLength={100} required autoFocus={group === null} />
      <TextField label={t('description')} value={description} onChange={setDescription} lines={2} maxLength={1_000} />
      <div>
        <Button
          type="submit"
          intent={group === null ? 'primary' : 'none'}
          loading={save.isPending}
          disabled={!changed || name.trim() === ''}
          text={t(group === null ? 'create' : 'save')}
        />
      </div>
    </form>
  );
}
