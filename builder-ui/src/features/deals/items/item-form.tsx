import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealItem } from '../../../../../api/contracts/deal-items.ts';
import { type DealItemKind, dealItemKinds, dealItemStatuses, severities } from '../../../../../domain/records/deal-items.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { UserSelect } from '../../records/user-select.tsx';

interface ItemFormProps {
  readonly dealId: string;
  /** Absent: a new one. */
  readonly item?: DealItem;
  readonly onDone: () => void;
}

/** An item of a deal: what it is, who settles it and until when, and how it goes. */
export function ItemForm({ dealId, item, onDone }: ItemFormProps) {
  const { t } = useTranslation('deals');
  const client = useQueryClient();
  const [kind, setKind] = useState<DealItemKind>(item?.kind ?? 'risk');
  const [title, setTitle] = useState(item?.title ?? '');
  const [details, setDetails] = useState(item?.details ?? '');
  const [status, setStatus] = useState(item?.status ?? 'open');
  const [severity, setSeverity] = useState<string>(item?.severity ?? '');
  const [dueOn, setDueOn] = useState(item?.dueOn ?? '');
  const [owner, setOwner] = useState(item?.ownerUserId ?? null);
  const [update, setUpdate] = useState('');
  const save = useMutation({
    mutationFn: async () => {
      const facts = {
        title: title.trim(),
        details: details.trim() || null,
        status,
        severity: severity || null,
        dueOn: dueOn || null,
        ownerUserId: owner,
      };
      const path = `/v1/deals/${dealId}/items`;
      if (item === undefined) return api.post<DealItem>(path, { ...facts, kind });
      const said = update.trim() === '' ? {} : { update: update.trim() };
      return (await api.patch<DealItem>(`${path}/${item.id}`, { ...facts, ...said }, etagOf(item.version))).data;
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['deals', dealId, 'items'] });
      void client.invalidateQueries({ queryKey: ['timeline'] });
      onDone();
    },
    // Somebody was faster: what is shown becomes theirs, what was typed stays.
    onError: () => client.invalidateQueries({ queryKey: ['deals', dealId, 'items'] }),
  });
  return (
    <form
      className="cz-panel-body cz-stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      {item === undefined && (
        <SelectField
          label={t('items.kindLabel')}
          value={kind}
          choices={dealItemKinds.map((value) => ({ value, label: t(`items.kind.${value}`) }))}
          onChange={setKind}
        />
      )}
      <TextField autoFocus required label={t('items.titleLabel')} value={title} onChange={setTitle} maxLength={300} />
      <TextField label={t(`items.details.${kind}`)} value={details} onChange={setDetails} maxLength={10_000} />
      <SelectField
        label={t('items.statusLabel')}
        value={status}
        choices={dealItemStatuses.map((value) => ({ value, label: t(`items.status.${value}`) }))}
        onChange={setStatus}
      />
      {kind === 'risk' && (
        <SelectField
          label={t('items.severityLabel')}
          value={severity}
          choices={[
            { value: '', label: t('items.unknown') },
            ...severities.map((value) => ({ value, label: t(`items.severity.${value}`) })),
          ]}
          onChange={setSeverity}
        />
      )}
      <UserSelect label={t('items.owner')} value={owner} onChange={setOwner} />
      <TextField type="date" label={t('items.due')} value={dueOn} onChange={setDueOn} />
      {item !== undefined && <TextField label={t('items.update')} value={update} onChange={setUpdate} maxLength={10_000} />}
      <div className="cz-row">
        <Button type="submit" size="small" intent="primary" loading={save.isPending} text={t('items.save')} />
        <Button size="small" variant="minimal" text={t('move.cancel')} onClick={onDone} />
      </div>
    </form>
  );
}
