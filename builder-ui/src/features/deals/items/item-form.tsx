import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DealItem } from '../../../../../api/contracts/deal-items.ts';
import { type DealItemKind, dealItemKinds, dealItemStatuses, severities } from '../../../../../domain/records/deal-items.ts';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { type Stand, useConflict } from '../../../lib/api/use-conflict.ts';
import { UserSelect } from '../../records/user-select.tsx';
import { useUserName } from '../../records/users.ts';

interface ItemFormProps {
  readonly dealId: string;
  /** Absent: a new one. */
  readonly item?: DealItem;
  readonly onDone: () => void;
}

interface ItemDraft {
  readonly title: string;
  readonly details: string;
  readonly status: DealItem['status'];
  readonly severity: DealItem['severity'];
  readonly ownerUserId: string | null;
  readonly dueOn: string | null;
}

/** An item of a deal: what it is, who settles it and until when, and how it goes. */
export function ItemForm({ dealId, item, onDone }: ItemFormProps) {
  const { t } = useTranslation('deals');
  const client = useQueryClient();
  const [kind, setKind] = useState<DealItemKind>(item?.kind ?? 'risk');
  const [draft, setDraft] = useState<ItemDraft>(() => (item ? standOf(item).draft : blank));
  const set = (change: Partial<ItemDraft>) => setDraft({ ...draft, ...change });
  const [update, setUpdate] = useState('');
  const path = `/v1/deals/${dealId}/items`;
  const userName = useUserName();
  const conflict = useConflict({
    start: item && standOf(item),
    read: async () => {
      const items = await api.get<{ items: readonly DealItem[] }>(path);
      void client.invalidateQueries({ queryKey: ['deals', dealId, 'items'] });
      const now = items.items.find((one) => one.id === item?.id);
      if (now === undefined) throw new Error('The item is gone');
      return standOf(now);
    },
  });
  const save = useMutation({
    mutationFn: async (version: number) => {
      const facts = { ...draft, title: draft.title.trim(), details: draft.details.trim() || null };
      if (item === undefined) return api.post<DealItem>(path, { ...facts, kind });
      const said = update.trim() === '' ? {} : { update: update.trim() };
      return (await api.patch<DealItem>(`${path}/${item.id}`, { ...facts, ...said }, etagOf(version))).data;
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['deals', dealId, 'items'] });
      void client.invalidateQueries({ queryKey: ['timeline'] });
      onDone();
    },
    onError: conflict.onError,
  });
  return (
    <form
      className="cz-panel-body cz-stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save.mutate(conflict.version);
      }}
    >
      <ChangedMeanwhile
        conflict={conflict}
        draft={draft}
        onDraft={setDraft}
        onKeepMine={save.mutate}
        fields={{
          title: { label: t('items.titleLabel') },
          details: { label: t(`items.details.${kind}`) },
          status: { label: t('items.statusLabel'), show: ({ status }) => t(`items.status.${status}`) },
          severity: {
            label: t('items.severityLabel'),
            show: ({ severity }) => (severity === null ? t('items.unknown') : t(`items.severity.${severity}`)),
          },
          ownerUserId: { label: t('items.owner'), show: ({ ownerUserId }) => userName(ownerUserId) ?? '' },
          dueOn: { label: t('items.due') },
        }}
      />
      <FormErrors error={conflict.left(save.error)} />
      {item === undefined && (
        <SelectField
          label={t('items.kindLabel')}
          value={kind}
          choices={dealItemKinds.map((value) => ({ value, label: t(`items.kind.${value}`) }))}
          onChange={setKind}
        />
      )}
      <TextField
        autoFocus
        required
        label={t('items.titleLabel')}
        value={draft.title}
        onChange={(title) => set({ title })}
        maxLength={300}
      />
      <TextField label={t(`items.details.${kind}`)} value={draft.details} onChange={(details) => set({ details })} maxLength={10_000} />
      <SelectField
        label={t('items.statusLabel')}
        value={draft.status}
        choices={dealItemStatuses.map((value) => ({ value, label: t(`items.status.${value}`) }))}
        onChange={(status) => set({ status })}
      />
      {kind === 'risk' && (
        <SelectField
          label={t('items.severityLabel')}
          value={draft.severity ?? ''}
          choices={[
            { value: '', label: t('items.unknown') },
            ...severities.map((value) => ({ value, label: t(`items.severity.${value}`) })),
          ]}
          onChange={(severity) => set({ severity: severity || null })}
        />
      )}
      <UserSelect label={t('items.owner')} value={draft.ownerUserId} onChange={(ownerUserId) => set({ ownerUserId })} />
      <TextField type="date" label={t('items.due')} value={draft.dueOn ?? ''} onChange={(dueOn) => set({ dueOn: dueOn || null })} />
      {item !== undefined && <TextField label={t('items.update')} value={update} onChange={setUpdate} maxLength={10_000} />}
      <div className="cz-row">
        <Button type="submit" size="small" intent="primary" loading={save.isPending} text={t('items.save')} />
        <Button size="small" variant="minimal" text={t('move.cancel')} onClick={onDone} />
      </div>
    </form>
  );
}

const blank: ItemDraft = { title: '', details: '', status: 'open', severity: null, ownerUserId: null, dueOn: null };

function standOf({ version, title, details, status, severity, ownerUserId, dueOn }: DealItem): Stand<ItemDraft> {
  return { version, draft: { title, details: details ?? '', status, severity, ownerUserId, dueOn } };
}
