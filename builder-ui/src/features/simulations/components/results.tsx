import { HTMLTable } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { Simulation, SimulationTotalsAnswer } from '../../../../../api/contracts/simulations.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { stepLines, worstDay } from '../simulation-model.ts';
import { DayBars } from './day-bars.tsx';
import { SimulatedRuns } from './simulated-runs.tsx';

const statuses = ['succeeded', 'exited', 'waiting', 'held', 'failed', 'cancelled'] as const;

/** What came of it: how the runs ended, what was sent and to be done, which way they took, and the course of each record. */
export function Results({ simulation }: { simulation: Simulation }) {
  const { t } = useTranslation('simulations');
  const { totals, live } = simulation;
  return (
    <div className="cz-stack">
      <div className="cz-figures">
        {statuses
          .filter((status) => totals.statuses[status] > 0 || (live?.statuses[status] ?? 0) > 0)
          .map((status) => (
            <Figure key={status} label={t(`statuses.${status}`)} value={totals.statuses[status]} live={live?.statuses[status] ?? null} />
          ))}
        <Figure label={t('messages')} value={totals.messages} live={live?.messages ?? null} />
      </div>
      <Messages totals={totals} />
      <Tasks totals={totals} live={live} />
      <Steps simulation={simulation} />
      <SimulatedRuns simulation={simulation} />
    </div>
  );
}

function Figure({ label, value, live }: { label: string; value: number; live: number | null }) {
  const { t } = useTranslation('simulations');
  const formats = useFormats();
  return (
    <div className="cz-panel cz-figure">
      <b className="cz-figure-value">{formats.number(value)}</b>
      <span className="cz-meta">{label}</span>
      {live !== null && <span className="cz-meta">{t('liveValue', { count: live })}</span>}
    </div>
  );
}

function Messages({ totals }: { totals: SimulationTotalsAnswer }) {
  const { t } = useTranslation('simulations');
  const formats = useFormats();
  const worst = worstDay(totals);
  if (worst === null) return null;
  return (
    <section className="cz-panel cz-panel-body" aria-labelledby="simulated-messages">
      <h2 id="simulated-messages">{t('messagesPerDay')}</h2>
      <p className="cz-muted">{t('worstDay', { count: worst.count, day: formats.date(worst.day) })}</p>
      <DayBars perDay={totals.messagesPerDay} />
    </section>
  );
}

function Tasks({ totals, live }: { totals: SimulationTotalsAnswer; live: SimulationTotalsAnswer | null }) {
  const { t } = useTranslation('simulations');
  if (totals.tasksPerPerson.length === 0) return null;
  const before = new Map(live?.tasksPerPerson.map((row) => [row.userId, row.tasks]));
  return (
    <section className="cz-panel cz-panel-body" aria-labelledby="simulated-tasks">
      <h2 id="simulated-tasks">{t('tasksPerPerson')}</h2>
      <HTMLTable compact className="cz-outcomes">
        <thead>
          <tr>
            <th scope="col">{t('person')}</th>
            <th scope="col">{t('tasks')}</th>
            {live !== null && <th scope="col">{t('live')}</th>}
          </tr>
        </thead>
        <tbody>
          {totals.tasksPerPerson.map((row) => (
            <tr key={row.userId ?? 'nobody'}>
              <th scope="row">{row.userId === null ? t('unassigned') : (row.name ?? t('unknownPerson'))}</th>
              <td>{row.tasks}</td>
              {live !== null && <td>{before.get(row.userId) ?? 0}</td>}
            </tr>
          ))}
        </tbody>
      </HTMLTable>
    </section>
  );
}

function Steps({ simulation }: { simulation: Simulation }) {
  const { t } = useTranslation('simulations');
  const { live, totals } = simulation;
  const notReached = new Set(totals.notReached);
  return (
    <section className="cz-panel cz-panel-body" aria-labelledby="simulated-steps">
      <h2 id="simulated-steps">{t('steps')}</h2>
      <div className="cz-scroll-x" role="group" aria-labelledby="simulated-steps" tabIndex={0}>
        <HTMLTable compact className="cz-outcomes">
          <thead>
            <tr>
              <th scope="col">{t('step')}</th>
              <th scope="col">{t('outcome')}</th>
              <th scope="col">{t('runs')}</th>
              {live !== null && <th scope="col">{t('live')}</th>}
            </tr>
          </thead>
          <tbody>
            {stepLines(simulation).flatMap((line) =>
              line.outcomes.length === 0
                ? [
                    <tr key={line.id}>
                      <th scope="row">{`${line.number}. ${line.title}`}</th>
                      <td colSpan={live === null ? 2 : 3} className="cz-muted">
                        {notReached.has(line.id) ? t('notReached') : t('underWay')}
                      </td>
                    </tr>,
                  ]
                : line.outcomes.map((outcome, index) => (
                    <tr key={`${line.id}/${outcome.name}`}>
                      {index === 0 && (
                        <th scope="row" rowSpan={line.outcomes.length}>
                          {`${line.number}. ${line.title}`}
                        </th>
                      )}
                      <td>{t(`outcomes.${outcome.name}`, { defaultValue: outcome.name })}</td>
                      <td>{outcome.count}</td>
                      {live !== null && <td>{outcome.live}</td>}
                    </tr>
                  )),
            )}
          </tbody>
        </HTMLTable>
      </div>
    </section>
  );
}
