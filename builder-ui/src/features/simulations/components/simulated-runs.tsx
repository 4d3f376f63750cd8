import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Simulation, SimulatedRunAnswer } from '../../../../../api/contracts/simulations.ts';
import { isSubjectType, RecordLink } from '../../../components/record-link.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';

/** One line a record; its timeline opens below. */
export function SimulatedRuns({ simulation }: { simulation: Simulation }) {
  const { t } = useTranslation('simulations');
  const { runs, records } = simulation;
  return (
    <section aria-labelledby="simulated-records">
      <h2 id="simulated-records">{t('perRecord')}</h2>
      {runs.length < records && <p className="cz-muted">{t('firstOf', { shown: runs.length, count: records })}</p>}
      <ul className="cz-panel cz-lines">
        {runs.map((run) => (
          <RunLine key={run.record.id} run={run} />
        ))}
      </ul>
    </section>
  );
}

function RunLine({ run }: { run: SimulatedRunAnswer }) {
  const { t } = useTranslation('simulations');
  const formats = useFormats();
  const [open, setOpen] = useState(false);
  return (
    <li>
      {isSubjectType(run.record.type) ? (
        <RecordLink record={{ type: run.record.type, id: run.record.id, name: run.name }} withIcon />
      ) : (
        <span>{run.name}</span>
      )}
      <StatusChip of="run" value={run.status} />
      <span className="cz-muted">{run.reason}</span>
      <span className="cz-spacer" />
      <span className="cz-meta">{[t('madeMessages', { count: run.messages }), t('madeTasks', { count: run.tasks })].join(', ')}</span>
      <Button
        size="small"
        variant="minimal"
        aria-expanded={open}
        aria-label={t('courseOf', { name: run.name })}
        text={t('course')}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <ol className="cz-course">
          {run.timeline.map((entry, index) => (
            // A step may stand here several times at one instant.
            <li key={index} data-kind={entry.kind}>
              <time className="cz-meta" dateTime={entry.at}>
                {formats.dateTime(entry.at)}
              </time>
              {entry.automation !== undefined && <span className="cz-meta">{entry.automation}</span>}
              <span>
                {entry.kind === 'event'
                  ? t(`events.${entry.title.replace('.', '_')}`, { defaultValue: entry.title })
                  : entry.kind === 'end'
                    ? t(`statuses.${entry.title}`, { defaultValue: entry.title })
                    : entry.title}
                {entry.kind === 'step' &&
                  (entry.outcome === null
                    ? ` ${until(t, formats.dateTime, entry.details.until)}`
                    : `: ${t(`outcomes.${entry.outcome}`, { defaultValue: entry.outcome })}`)}
              </span>
              {said(entry.details) !== '' && <span className="cz-muted">{said(entry.details)}</span>}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

/** What a task is called, a message says, or why something did not happen, with the record's own values in it. */
function said(details: Readonly<Record<string, unknown>>): string {
  const parts = [details.title, details.text, details.subject, details.to, details.reason];
  return parts.filter((part): part is string => typeof part === 'string' && !isId.test(part)).join(' · ');
}

const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

function until(t: (key: string, values?: Record<string, unknown>) => string, format: (at: string) => string, at: unknown): string {
  return typeof at === 'string' ? t('until', { at: format(at) }) : t('withoutEnd');
}
