import { Button } from '@blueprintjs/core';
import { Exchange, Plus } from '@blueprintjs/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { InboundWebhook } from '../../../../../api/contracts/inbound-webhooks.ts';
import type { WebhookSubscription } from '../../../../../api/contracts/webhooks.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { NewInbound } from '../components/new-inbound.tsx';
import { NewWebhook } from '../components/new-webhook.tsx';
import '../webhooks.css';

export function WebhooksPage() {
  return (
    <Gate permission="webhooks.read" otherwise="explain">
      <Webhooks />
    </Gate>
  );
}

function Webhooks() {
  const { t } = useTranslation('webhooks');
  usePageTitle(t('title'));
  const { can } = useSession();
  const [url, setUrl] = useUrlState();
  const tab = url.tab === 'in' ? 'in' : 'out';
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <ViewTabs
          label={t('tabs.label')}
          tabs={(['out', 'in'] as const).map((id) => ({ id, label: t(`tabs.${id}`) }))}
          active={tab}
          onChange={(id) => setUrl({ tab: id === 'out' ? undefined : id })}
        />
        <span className="cz-spacer" />
        {can('webhooks.write') && <Button intent="primary" icon={<Plus />} text={t(`${tab}.new`)} onClick={() => setUrl({ new: '1' })} />}
      </header>
      <p className="cz-muted">{t(`${tab}.about`)}</p>
      {tab === 'out' ? <OutList /> : <InList />}
      {url.new === '1' && tab === 'out' && <NewWebhook onClose={() => setUrl({ new: undefined })} />}
      {url.new === '1' && tab === 'in' && <NewInbound onClose={() => setUrl({ new: undefined })} />}
    </div>
  );
}

function OutList() {
  const { t } = useTranslation('webhooks');
  const formats = useFormats();
  const columns = useMemo<Column<WebhookSubscription>[]>(
    () => [
      {
        id: 'name',
        label: t('column.name'),
        phone: 'title',
        cell: (row) => (
          <Link className="cz-table-title" to={`/webhooks/${row.id}`} data-row-link>
            <span className="cz-truncate">{row.name}</span>
          </Link>
        ),
      },
      {
        id: 'status',
        label: t('column.status'),
        width: 130,
        phone: 'end',
        cell: (row) => <StatusChip of="subscription" value={row.status} />,
      },
      { id: 'url', label: t('column.url'), width: '34%', cell: (row) => <span className="cz-truncate cz-mono">{row.url}</span> },
      { id: 'pending', label: t('column.pending'), width: 100, align: 'end', cell: (row) => formats.number(row.pending) },
      { id: 'failed', label: t('column.failed'), width: 100, align: 'end', cell: (row) => formats.number(row.failed) },
      {
        id: 'last',
        label: t('column.lastOut'),
        width: 170,
        phone: 'hide',
        cell: (row) => (row.lastDeliveredAt === null ? t('never') : formats.dateTime(row.lastDeliveredAt)),
      },
    ],
    [t, formats],
  );
  return <List<WebhookSubscription> path="/v1/webhooks" name="webhooks" page="/webhooks" kind="out" columns={columns} />;
}

function InList() {
  const { t } = useTranslation('webhooks');
  const formats = useFormats();
  const columns = useMemo<Column<InboundWebhook>[]>(
    () => [
      {
        id: 'name',
        label: t('column.name'),
        phone: 'title',
        cell: (row) => (
          <Link className="cz-table-title" to={`/webhooks/in/${row.id}`} data-row-link>
            <span className="cz-truncate">{row.name}</span>
          </Link>
        ),
      },
      { id: 'auth', label: t('column.auth'), width: 200, cell: (row) => t(`auth.${row.auth.kind}`) },
      {
        id: 'last',
        label: t('column.lastIn'),
        width: 170,
        phone: 'hide',
        cell: (row) => (row.lastRequestAt === null ? t('never') : formats.dateTime(row.lastRequestAt)),
      },
    ],
    [t, formats],
  );
  return <List<InboundWebhook> path="/v1/inbound-webhooks" name="inbound-webhooks" page="/webhooks/in" kind="in" columns={columns} />;
}

interface ListProps<T> {
  readonly path: string;
  readonly name: string;
  readonly page: string;
  readonly kind: 'in' | 'out';
  readonly columns: readonly Column<T>[];
}

function List<T extends { readonly id: string; readonly name: string }>({ path, name, page, kind, columns }: ListProps<T>) {
  const { t } = useTranslation('webhooks');
  const navigate = useNavigate();
  const pages = useInfiniteQuery({
    queryKey: [name, 'list'],
    queryFn: ({ pageParam, signal }) => api.get<Page<T>>(path, { limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((one) => one.items) ?? [];
  if (pages.isPending) return <SkeletonRows rows={4} />;
  if (pages.error && rows.length === 0) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (rows.length === 0)
    return (
      <div className="cz-panel">
        <EmptyState icon={Exchange} title={t(`${kind}.empty`)}>
          {t(`${kind}.emptyText`)}
        </EmptyState>
      </div>
    );
  return (
    <DataTable
      label={t(`tabs.${kind}`)}
      columns={columns}
      rows={rows}
      rowLabel={(row) => row.name}
      onOpen={(row) => void navigate(`${page}/${row.id}`)}
      more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
    />
  );
}
