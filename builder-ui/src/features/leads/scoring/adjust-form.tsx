import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';

/** Points given or taken by hand, with the reason for the timeline. */
export function AdjustForm({ lead, onDone }: { lead: Lead; onDone: () => void }) {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const addId = useId();
  const [add, setAdd] = useState('');
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () =>
      api.post<Lead>(`/v1/leads/${lead.id}/score`, { add: Number(add), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) }),
    onSuccess: (data) => {
      client.setQueryData(['leads', lead.id], data);
      void client.invalidateQueries({ queryKey: ['leads', lead.id, 'score'] });
      void client.invalidateQueries({ queryKey: ['timeline', 'leads', lead.id] });
      onDone();
    },
  });
  const usable = Number.isInteger(Number(add)) && Number(add) !== 0;
  return (
    <form
      className="cz-stack"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (usable) save.mutate();
      }}
    >
      <FormErrors error={save.error} ids={{ '/add': addId }} />
      <TextField
        id={addId}
        type="number"
        autoFocus
        required
        label={t('why.points')}
        hint={t('why.pointsHint')}
        value={add}
        error={isProblem(save.error) ? save.error.fieldError('/add') : undefined}
        onChange={setAdd}
      />
      <TextField label={t('why.reason')} value={reason} maxLength={500} onChange={setReason} />
      <div className="cz-row">
        <Button type="submit" intent="primary" text={t('why.give')} disabled={!usable} loading={save.isPending} />
      </div>
    </form>
  );
}
