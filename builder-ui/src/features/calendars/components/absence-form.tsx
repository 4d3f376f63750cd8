import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Absence } from '../../../../../api/contracts/working-hours.ts';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { UserSelect } from '../../records/user-select.tsx';
import { type AbsencesOf, calendarsKey } from '../calendars.ts';

/** From when to when, whole days or parts of them, and who stands in. */
export function AbsenceForm({ of, absence, onDone }: { of: AbsencesOf; absence?: Absence; onDone: () => void }) {
  const { t } = useTranslation('calendars');
  const client = useQueryClient();
  const [userId, setUserId] = useState<string | null>(absence?.userId ?? null);
  const [span, setSpan] = useState({
    fromDate: absence?.fromDate ?? '',
    fromTime: absence?.fromTime ?? '',
    toDate: absence?.toDate ?? '',
    toTime: absence?.toTime ?? '',
  });
  const [standIn, setStandIn] = useState<string | null>(absence?.standInUserId ?? null);
  const [note, setNote] = useState(absence?.note ?? '');
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        fromDate: span.fromDate,
        fromTime: span.fromTime || null,
        toDate: span.toDate || span.fromDate,
        toTime: span.toTime || null,
        standInUserId: standIn,
        note: note.trim() || null,
      };
      const base = of.kind === 'me' ? '/v1/me/absences' : '/v1/absences';
      if (absence) await api.patch(`${base}/${absence.id}`, body, etagOf(absence.version));
      else await api.post(base, of.kind === 'me' ? body : { ...body, userId: of.kind === 'user' ? of.id : userId });
    },
    onSuccess: async () => {
      void toast(t('saved'), 'success');
      await client.invalidateQueries({ queryKey: calendarsKey });
      onDone();
    },
  });
  const error = (pointer: string) => (isProblem(save.error) ? save.error.fieldError(pointer) : undefined);
  const set = (part: Partial<typeof span>) => setSpan({ ...span, ...part });
  return (
    <form
      className="cz-stack cz-spacer"
      aria-label={t(absence ? 'changeTitle' : 'addAbsence')}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      {of.kind === 'all' && !absence && <UserSelect label={t('who')} value={userId} onChange={setUserId} error={error('/userId')} />}
      <div className="cz-form" data-columns="2">
        <TextField
          type="date"
          label={t('firstDay')}
          value={span.fromDate}
          onChange={(fromDate) => set({ fromDate })}
          error={error('/fromDate')}
          required
        />
        <TextField
          type="time"
          label={t('fromTime')}
          hint={t('wholeDay')}
          value={span.fromTime}
          onChange={(fromTime) => set({ fromTime })}
          error={error('/fromTime')}
        />
        <TextField type="date" label={t('lastDay')} value={span.toDate} onChange={(toDate) => set({ toDate })} error={error('/toDate')} />
        <TextField
          type="time"
          label={t('toTime')}
          hint={t('wholeDay')}
          value={span.toTime}
          onChange={(toTime) => set({ toTime })}
          error={error('/toTime')}
        />
      </div>
      <UserSelect label={t('standIn')} value={standIn} onChange={setStandIn} error={error('/standInUserId')} />
      <TextField label={t('note')} hint={t('noteHint')} value={note} onChange={setNote} error={error('/note')} maxLength={500} />
      <div className="cz-row">
        <Button type="submit" intent="primary" loading={save.isPending} text={t('save')} />
        <Button variant="minimal" text={t('cancel')} onClick={onDone} />
      </div>
    </form>
  );
}
