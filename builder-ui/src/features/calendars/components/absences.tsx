import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Absence } from '../../../../../api/contracts/working-hours.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { useUserName } from '../../records/users.ts';
import { type AbsencesOf, calendarsKey, useAbsences } from '../calendars.ts';
import { AbsenceForm } from './absence-form.tsx';

/** Who is away now or later, and where it can be changed. */
export function Absences({ of, readOnly = false }: { of: AbsencesOf; readOnly?: boolean }) {
  const { t } = useTranslation('calendars');
  const absences = useAbsences(of);
  const [edited, setEdited] = useState<string | undefined>();
  if (absences.error) return <ErrorState error={absences.error} onRetry={() => void absences.refetch()} />;
  if (!absences.data) return <SkeletonRows rows={2} />;
  const { items } = absences.data;
  const done = () => setEdited(undefined);
  return (
    <div className="cz-stack">
      {items.length === 0 && <p className="cz-muted">{t('nobodyAway')}</p>}
      <ul className="cz-absences">
        {items.map((absence) => (
          <li key={absence.id}>
            {edited === absence.id ? (
              <AbsenceForm of={of} absence={absence} onDone={done} />
            ) : (
              <Line absence={absence} of={of} readOnly={readOnly} onEdit={() => setEdited(absence.id)} />
            )}
          </li>
        ))}
      </ul>
      {edited === 'new' ? (
        <AbsenceForm of={of} onDone={done} />
      ) : (
        !readOnly && (
          <div>
            <Button text={t('addAbsence')} onClick={() => setEdited('new')} />
          </div>
        )
      )}
    </div>
  );
}

function Line({ absence, of, readOnly, onEdit }: { absence: Absence; of: AbsencesOf; readOnly: boolean; onEdit: () => void }) {
  const { t } = useTranslation('calendars');
  const userName = useUserName();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.delete(`${of.kind === 'me' ? '/v1/me' : '/v1'}/absences/${absence.id}`, etagOf(absence.version)),
    onSuccess: async () => {
      void toast(t('absenceRemoved'), 'success');
      await client.invalidateQueries({ queryKey: calendarsKey });
    },
  });
  const when = spanWords(absence);
  const who = of.kind === 'all' ? userName(absence.userId) : undefined;
  const standIn = userName(absence.standInUserId);
  return (
    <>
      <div className="cz-spacer">
        <p className="cz-dense">{[who, when].filter(Boolean).join(': ')}</p>
        <p className="cz-meta">{[standIn ? t('standInIs', { name: standIn }) : t('noStandIn'), absence.note].filter(Boolean).join('. ')}</p>
        <FormErrors error={remove.error} />
      </div>
      {!readOnly && (
        <>
          <Button size="small" text={t('change')} aria-label={t('changeAbsence', { when })} onClick={onEdit} />
          <Button
            size="small"
            variant="minimal"
            intent="danger"
            text={t('remove')}
            aria-label={t('removeAbsence', { when })}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          />
        </>
      )}
    </>
  );
}

function spanWords({ fromDate, fromTime, toDate, toTime }: Absence): string {
  const from = [dateWords(fromDate), fromTime].filter(Boolean).join(' ');
  if (fromDate === toDate)
    return toTime === null && fromTime === null ? from : `${dateWords(fromDate)} ${fromTime ?? '00:00'}–${toTime ?? '24:00'}`;
  return `${from} – ${[dateWords(toDate), toTime].filter(Boolean).join(' ')}`;
}

const dates = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** A day of a wall calendar has no zone. */
function dateWords(date: string): string {
  return dates.format(new Date(`${date}T00:00:00Z`));
}
