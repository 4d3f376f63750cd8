import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkingHours } from '../../../../../api/contracts/working-hours.ts';
import { ChangedMeanwhile } from '../../../components/changed-meanwhile.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { type Stand, useConflict, useFollow } from '../../../lib/api/use-conflict.ts';
import { calendarsKey, type Hours, type HoursOf, hoursPath, useHours } from '../calendars.ts';
import { HoursFields } from './hours-fields.tsx';
import { hoursWords } from './hours-words.ts';

/** The hours of oneself, a colleague or a team: those that count, and their own where they have some. */
export function HoursSection({ of, readOnly = false }: { of: HoursOf; readOnly?: boolean }) {
  const hours = useHours(of);
  if (hours.error) return <ErrorState error={hours.error} onRetry={() => void hours.refetch()} />;
  if (!hours.data) return <SkeletonRows rows={3} />;
  // Where nothing can be typed, what is read anew is simply shown.
  const key = readOnly ? `${hoursPath(of)}/${hours.data.version}` : hoursPath(of);
  return <Known key={key} of={of} hours={hours.data} readOnly={readOnly} />;
}

/** Complete also without own hours: so a merge never leaves half of them. */
interface Draft extends Hours {
  readonly own: boolean;
}

function standOf({ version, own, effective }: WorkingHours): Stand<Draft> {
  const { timeZone, week, exceptions } = own ?? { ...effective, exceptions: [] };
  return { version, draft: { own: own !== null, timeZone, week, exceptions } };
}

function dayWords({ date, name, hours }: Hours['exceptions'][number]): string {
  return [date, name ?? '', hours.map((part) => `${part.from}–${part.to}`).join(', ')].filter((part) => part !== '').join(' ');
}

function Known({ of, hours, readOnly }: { of: HoursOf; hours: WorkingHours; readOnly: boolean }) {
  const { t } = useTranslation('calendars');
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => standOf(hours).draft);
  const [dropping, setDropping] = useState(false);
  const mine = dropping ? { ...draft, own: false } : draft;
  const conflict = useConflict({ start: standOf(hours), read: async () => standOf(await api.get<WorkingHours>(hoursPath(of))) });
  useFollow(conflict, standOf(hours), draft, setDraft);
  const save = useMutation({
    mutationFn: ({ draft: { own, timeZone, week, exceptions }, version }: Stand<Draft>) =>
      api.put<WorkingHours>(hoursPath(of), { hours: own ? { timeZone, week, exceptions } : null }, etagOf(version)),
    onSuccess: async ({ data }) => {
      void toast(t('saved'), 'success');
      // First what counts now, then what is typed: without own hours the version begins anew.
      await client.invalidateQueries({ queryKey: calendarsKey });
      setDraft(standOf(data).draft);
      setDropping(false);
      conflict.goOnFrom(standOf(data));
    },
    onError: conflict.onError,
  });
  const send = (sent: Draft) => {
    setDropping(!sent.own);
    save.mutate({ draft: sent, version: conflict.version });
  };
  if (!draft.own) {
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
            <Button text={t('ownHours')} onClick={() => setDraft({ ...hours.effective, own: true, exceptions: [] })} />
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
        send(draft);
      }}
    >
      <ChangedMeanwhile
        conflict={conflict}
        draft={mine}
        onDraft={(next) => {
          setDropping(false);
          setDraft(next);
        }}
        onKeepMine={(version) => save.mutate({ draft: mine, version })}
        fields={{
          own: { label: t('hours'), show: ({ own }) => t(own ? 'counts.user' : 'useOthers') },
          timeZone: { label: t('timeZone') },
          week: {
            label: t('week'),
            show: (one) =>
              hoursWords(t, one)
                .map(([days, times]) => `${days}: ${times}`)
                .join('\n'),
          },
          exceptions: { label: t('holidays'), show: ({ exceptions }) => exceptions.map(dayWords).join('\n') },
        }}
      />
      <FormErrors error={conflict.left(save.error)} />
      <p className="cz-muted">{t('ownHint')}</p>
      <HoursFields value={draft} onChange={(next) => setDraft({ ...next, own: true })} readOnly={readOnly} error={save.error} />
      {!readOnly && (
        <div className="cz-row cz-row-wrap">
          <Button type="submit" intent="primary" loading={save.isPending} text={t('save')} />
          <Button
            variant="minimal"
            text={t('useOthers')}
            onClick={() => (hours.own === null ? setDraft(standOf(hours).draft) : send({ ...draft, own: false }))}
          />
        </div>
      )}
    </form>
  );
}
