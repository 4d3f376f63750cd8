import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordPointer } from '../../../../../api/contracts/records.ts';
import type { Run } from '../../../../../api/contracts/runs.ts';
import { Countdown } from '../../../components/countdown.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { askAgainIn } from '../../runs/api/runs-api.ts';
import { Card } from './card.tsx';

const openStates: ReadonlySet<string> = new Set(['queued', 'running', 'waiting', 'held']);

/** What automation does for this record now, what it waits for, and what it did before. */
export function RunsCard({ record }: { record: RecordPointer }) {
  const { t } = useTranslation('records');
  const { can } = useSession();
  const runs = useQuery({
    queryKey: ['runs', 'of', record.type, record.id],
    queryFn: ({ signal }) => api.get<Page<Run>>('/v1/runs', { subjectType: record.type, subjectId: record.id, limit: 20 }, signal),
    enabled: can('runs.read'),
    refetchInterval: ({ state }) => askAgainIn(state.data?.items),
  });
  if (!can('runs.read')) return null;
  const items = runs.data?.items ?? [];
  const open = items.filter((run) => openStates.has(run.status));
  const over = items.filter((run) => !openStates.has(run.status));
  return (
    <Card
      title={t('runs.title')}
      count={open.length}
      action={<Link to={`/explain?type=${record.type}&id=${record.id}`}>{t('runs.why')}</Link>}
    >
      {runs.isPending && (
        <div className="cz-panel-body">
          <SkeletonRows rows={2} />
        </div>
      )}
      {runs.error && <p className="cz-card-empty">{t('runs.unavailable')}</p>}
      {runs.isSuccess && items.length === 0 && <p className="cz-card-empty">{t('runs.none')}</p>}
      <ul>
        {[...open, ...over.slice(0, 5)].map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
    </Card>
  );
}

function RunRow({ run }: { run: Run }) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  return (
    <li className="cz-card-row">
      <span className="cz-row">
        <Link to={`/runs/${run.id}`} className="cz-spacer">
          {run.automation.name}
          {run.version ? `, v${run.version}` : ''}
        </Link>
        <StatusChip of="run" value={run.status} />
      </span>
      {run.waitsFor && <span>{run.waitsFor}</span>}
      <span className="cz-meta">
        {run.waitsUntil && openStates.has(run.status) ? (
          <>
            {t('runs.until', { when: formats.dateTime(run.waitsUntil) })} (<Countdown to={run.waitsUntil} tone="plain" />)
          </>
        ) : (
          (run.reason ??
          (run.endedAt
            ? t('runs.ended', { when: formats.relative(run.endedAt) })
            : t('runs.began', { when: formats.relative(run.createdAt) })))
        )}
      </span>
    </li>
  );
}
