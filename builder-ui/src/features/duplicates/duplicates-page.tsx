import { Button, HTMLSelect, HTMLTable } from '@blueprintjs/core';
import { Duplicate } from '@blueprintjs/icons';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DuplicatePair, MergeType } from '../../../../api/contracts/duplicates.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { Gate } from '../../components/gate.tsx';
import { RecordLink } from '../../components/record-link.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { toast } from '../../components/toaster.ts';
import { api, type Page } from '../../lib/api/fetch-json.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { useUrlState } from '../../lib/use-url-state.ts';

const types = ['lead', 'contact', 'company'] as const satisfies readonly MergeType[];

export function DuplicatesPage() {
  return (
    <Gate permission="records.merge" otherwise="explain">
      <DuplicatesList />
    </Gate>
  );
}

function DuplicatesList() {
  const { t } = useTranslation('duplicates');
  usePageTitle(t('title'));
  const client = useQueryClient();
  const [url, setUrl] = useUrlState();
  const type = types.find((one) => one === url.type) ?? 'lead';
  const pairs = useInfiniteQuery({
    queryKey: ['duplicates', type],
    queryFn: ({ pageParam, signal }) => api.get<Page<DuplicatePair>>('/v1/duplicates', { type, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const scan = useMutation({
    mutationFn: () => api.post<{ found: number }>('/v1/duplicates/scan', { type }),
    onSuccess: ({ found }) => {
      void toast(t('scanned', { count: found }));
      void client.invalidateQueries({ queryKey: ['duplicates'] });
    },
  });
  const rows = pairs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <HTMLSelect aria-label={t('kind')} value={type} onChange={(event) => setUrl({ type: event.target.value })}>
          {types.map((one) => (
            <option key={one} value={one}>
              {t(`type.${one}`)}
            </option>
          ))}
        </HTMLSelect>
        <span className="cz-spacer" />
        <Button intent="primary" text={t('scan')} loading={scan.isPending} onClick={() => scan.mutate()} />
      </header>
      {pairs.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={5} />
        </div>
      ) : pairs.error && rows.length === 0 ? (
        <ErrorState error={pairs.error} onRetry={() => void pairs.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Duplicate} title={t('none')}>
            {t('noneText')}
          </EmptyState>
        </div>
      ) : (
        <PairTable rows={rows} />
      )}
      {pairs.hasNextPage && (
        <Button variant="minimal" text={t('more')} loading={pairs.isFetchingNextPage} onClick={() => void pairs.fetchNextPage()} />
      )}
    </div>
  );
}

function PairTable({ rows }: { rows: readonly DuplicatePair[] }) {
  const { t } = useTranslation('duplicates');
  const client = useQueryClient();
  const dismiss = useMutation({
    mutationFn: (id: string) => api.post(`/v1/duplicates/${id}/dismiss`),
    onSuccess: () => {
      void toast(t('dismissed'));
      void client.invalidateQueries({ queryKey: ['duplicates'] });
    },
  });
  const decide = ({ a, b, mergeable }: DuplicatePair) => {
    if (mergeable) return <Link to={`/merge/${a.type}/${a.id}/${b.id}`}>{t('compare')}</Link>;
    return <Link to={`/leads/${a.type === 'lead' ? a.id : b.id}/convert`}>{t('convert')}</Link>;
  };
  return (
    <div className="cz-panel cz-table-frame">
      <HTMLTable className="cz-table" compact aria-label={t('title')}>
        <thead>
          <tr>
            <th>{t('pair')}</th>
            <th>{t('likely')}</th>
            <th>{t('why')}</th>
            <th>{t('actions')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((pair) => (
            <tr key={pair.id}>
              <td>
                {[pair.a, pair.b].map((one) => (
                  <div key={one.id} className="cz-row cz-row-wrap">
                    <RecordLink record={{ type: one.type, id: one.id, name: one.name }} withIcon />
                    <span className="cz-meta">{one.detail}</span>
                  </div>
                ))}
              </td>
              <td>{t('score', { score: pair.score })}</td>
              <td>{pair.reasons.map((reason) => t(`reason.${reason}`)).join(', ')}</td>
              <td>
                <span className="cz-row cz-row-wrap">
                  {decide(pair)}
                  <Button size="small" variant="minimal" text={t('dismiss')} onClick={() => dismiss.mutate(pair.id)} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </HTMLTable>
    </div>
  );
}
