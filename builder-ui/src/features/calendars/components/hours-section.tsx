import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkingHours } from '../../../../../api/contracts/working-hours.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { calendarsKey, type Hours, type HoursOf, hoursPath, useHours } from '../calendars.ts';
import { HoursFields } from './hours-fields.tsx';
import { hoursWords } from './hours-words.ts';

/** The hours of oneself, a colleague or a team: those that count, and their own where they have some. */
export function HoursSection({ of, readOnly = false }: { of: HoursOf; readOnly?: boolean }) {
  const hours = useHours(of);
  if (hours.error) return <ErrorState error={hours.error} onRetry={() => void hours.refetch()} />;
  if (!hours.data) return <SkeletonRows rows={3} />;
  return <Known key={`${hours.data.id}/${hours.data.version}`} of={of} hours={hours.data} readOnly={readOnly} />;
}

function Known({ of, hours, readOnly }: { of: HoursOf; hours: WorkingHours; readOnly: boolean }) {
  const { t } = useTranslation('calendars');
  const client = useQueryClient();
  const [draft, setDraft] = useState<Hours | null>(hours.own);
  const save = useMutation({
    mutationFn: (own: Hours | null) => api.put<WorkingHours>(hoursPath(of), { hours: own }, etagOf(hours.version)),
    onSuccess: async () => {
      void toast(t('saved'), 'success');
      await client.invalidateQueries({ queryKey: calendarsKey });
    },
  });
  if (draft === null) {
    return (
      <div className="cz-stack">
        <p>{t(`counts.${hours.from}`)}</p>
        <dl className="cz-pairs">
          {hoursWords(t, hours.effective).map(([days, times]) => (
            <div key={days} style={{ display: 'contents' }}>
              <dt>{days}</dt>
              <dd>{times}</dd>
            </div>
          ))}
          <dt>{t('timeZone')}</dt>
          <dd>{hours.effective.timeZone}</dd>
        </dl>
        {!readOnly && (
          <div>
            <Button text={t('ownHours')} onClick={() => setDraft({ ...hours.effective, exceptions: [] })} />
          </div>
        )}
      </div>
    );
  }
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      <FormErrors error={save.error} />
      <p className="cz-muted">{t('ownHint')}</p>
      <HoursFields value={draft} onChange={setDraft} readOnly={readOnly} error={save.error} />
      {!readOnly && (
        <div className="cz-row cz-row-wrap">
          <Button type="submit" intent="primary" loading={save.isPending} text={t('save')} />
          <Button variant="minimal" text={t('useOthers')} onClick={() => (hours.own === null ? setDraft(null) : save.mutate(null))} />
        </div>
      )}
    </form>
  );
}
