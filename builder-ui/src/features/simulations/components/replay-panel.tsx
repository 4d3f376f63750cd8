import { Button, HTMLTable, Tag } from '@blueprintjs/core';
import { Repeat } from '@blueprintjs/icons';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Replay, ReplayedRunAnswer } from '../../../../../api/contracts/replays.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { scenariosApi } from '../scenarios-api.ts';
import { valueWords } from './expectation-words.ts';
import { NumberField } from './number-field.tsx';

const results = ['same', 'different', 'unknown'] as const;
const intents = { same: 'success', different: 'warning', unknown: 'none' } as const;

/** Past runs sent through the draft: the same way, or what would be otherwise first. */
export function ReplayPanel({ automationId, chosen }: { automationId: string; chosen: readonly string[] }) {
  const { t } = useTranslation('simulations');
  const [last, setLast] = useState(50);
  const replay = useMutation({
    mutationFn: () => scenariosApi.replay(automationId, chosen.length > 0 ? { runs: chosen } : { last }),
  });
  return (
    <div className="cz-stack">
      <p className="cz-muted">{t('replay.about')}</p>
      <form
        className="cz-row cz-replay-form"
        onSubmit={(event) => {
          event.preventDefault();
          replay.mutate();
        }}
      >
        {chosen.length > 0 ? (
          <span>{t('replay.chosen', { count: chosen.length })}</span>
        ) : (
          <NumberField label={t('replay.last')} value={last} max={200} onChange={setLast} />
        )}
        <Button type="submit" intent="primary" icon={<Repeat />} text={t('replay.go')} loading={replay.isPending} />
      </form>
      <div aria-live="polite" aria-busy={replay.isPending}>
        {replay.error && <ErrorState inline error={replay.error} onRetry={() => replay.mutate()} />}
        {replay.data !== undefined && replay.data.items.length === 0 && (
          <EmptyState icon={Repeat} title={t('replay.none')}>
            {t('replay.noneText')}
          </EmptyState>
        )}
        {replay.data !== undefined && replay.data.items.length > 0 && <Replayed replay={replay.data} />}
      </div>
    </div>
  );
}

/** How many take the same way, another, or cannot be told. */
export function ReplayTotals({ totals }: { totals: Replay['totals'] }) {
  const { t } = useTranslation('simulations');
  return <span>{results.map((result) => t(`replay.totals.${result}`, { count: totals[result] })).join(', ')}</span>;
}

function Replayed({ replay }: { replay: Replay }) {
  const { t } = useTranslation('simulations');
  const [only, setOnly] = useState<(typeof results)[number] | null>(null);
  const items = only === null ? replay.items : replay.items.filter((item) => item.result === only);
  return (
    <div className="cz-stack">
      <p>
        <ReplayTotals totals={replay.totals} />
      </p>
      <div className="cz-row" role="group" aria-label={t('replay.show')}>
        {results.map((result) => (
          <Button
            key={result}
            size="small"
            aria-pressed={only === result}
            active={only === result}
            text={`${t(`replay.results.${result}`)} ${replay.totals[result]}`}
            onClick={() => setOnly(only === result ? null : result)}
          />
        ))}
      </div>
      <div className="cz-scroll-x" role="group" aria-label={t('replay.runs')} tabIndex={0}>
        <HTMLTable compact className="cz-replayed">
          <thead>
            <tr>
              <th scope="col">{t('replay.run')}</th>
              <th scope="col">{t('replay.result')}</th>
              <th scope="col">{t('replay.difference')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.run.id}>
                <th scope="row">
                  <Link to={`/runs/${item.run.id}`}>{item.run.record.name || t('replay.record')}</Link>{' '}
                  <span className="cz-meta">{t('replay.version', { number: item.run.version })}</span>
                </th>
                <td>
                  <Tag minimal intent={intents[item.result]}>
                    {t(`replay.results.${item.result}`)}
                  </Tag>
                </td>
                <td>
                  <Words item={item} />
                </td>
              </tr>
            ))}
          </tbody>
        </HTMLTable>
      </div>
    </div>
  );
}

/** Where, what was, what would be, and because of which value. */
function Words({ item }: { item: ReplayedRunAnswer }) {
  const { t } = useTranslation('simulations');
  const { code, step, because, followed, otherwise } = item;
  const named = (one: NonNullable<typeof step>) => (one.number === null ? one.title : `${one.number}. ${one.title}`);
  const way = (value: string | null) =>
    value === null ? t('replay.end') : code === 'outcome' ? t(`outcomes.${value}`, { defaultValue: value }) : value;
  const values = because.map(({ path, value }) => t('replay.because', { path, value: valueWords(t, value) })).join(', ');
  return (
    <>
      {code === null ? (
        <span>{t('replay.followed', { count: followed })}</span>
      ) : (
        <span>
          {step !== null && `${named(step)}: `}
          {t(`replay.codes.${code}`, { was: way(item.was), wouldBe: way(item.wouldBe) })}
        </span>
      )}
      {values !== '' && code !== null && (
        <span className="cz-muted">
          {' '}
          {code === 'not_recorded' || code === 'changed_before' ? because.map((one) => one.path).join(', ') : values}
        </span>
      )}
      {otherwise.length > 0 && (
        <span className="cz-meta cz-block"> {t('replay.otherwise', { steps: otherwise.map(named).join(', ') })}</span>
      )}
    </>
  );
}
