import { Button } from '@blueprintjs/core';
import { ChevronRight, Inbox } from '@blueprintjs/icons';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { WebhookAttempt, WebhookDelivery, WebhookSubscription } from '../../../../../api/contracts/webhooks.ts';
import { Banner } from '../../../components/banner.tsx';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { conditionWords } from '../../builder/sentences/condition-words.ts';
import { EditWebhook } from '../components/edit-webhook.tsx';
import { SecretOnce } from '../components/secret-once.tsx';
import { useEventWorld } from '../components/use-event-world.ts';
import '../webhooks.css';

type WithSecret = WebhookSubscription & { readonly secret?: string | null };

export function WebhookPage() {
  const { id = '' } = useParams();
  const hook = useQuery({
    queryKey: ['webhooks', 'one', id],
    queryFn: ({ signal }) => api.get<WebhookSubscription>(`/v1/webhooks/${id}`, undefined, signal),
  });
  if (hook.isPending) return <PageSkeleton />;
  if (!hook.data) return <ErrorState page error={hook.error} onRetry={() => void hook.refetch()} />;
  return <Subscription hook={hook.data} />;
}

function Subscription({ hook }: { hook: WebhookSubscription }) {
  const { t } = useTranslation('webhooks');
  const { can } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const formats = useFormats();
  usePageTitle(hook.name);
  const refresh = () => void client.invalidateQueries({ queryKey: ['webhooks'] });
  const change = useMutation({
    mutationFn: async (action: 'on' | 'off' | 'rotate' | 'archive'): Promise<WithSecret | undefined> => {
      const ifMatch = etagOf(hook.version);
      if (action === 'on' || action === 'off')
        return (await api.patch<WithSecret>(`/v1/webhooks/${hook.id}`, { status: action === 'on' ? 'active' : 'disabled' }, ifMatch)).data;
      return api.post<WithSecret>(`/v1/webhooks/${hook.id}/${action === 'rotate' ? 'rotate-secret' : 'archive'}`, {}, { ifMatch });
    },
    onSuccess: (_data, action) => {
      if (action === 'archive') void navigate('/webhooks');
      refresh();
    },
  });
  const again = useMutation({
    mutationFn: () =>
      api.post<{ count: number }>(`/v1/webhooks/${hook.id}/redeliver-failed`, {
        since: new Date(Date.now() - 30 * 86_400_000).toISOString(),
      }),
    onSuccess: ({ count }) => {
      void toast(t('out.again', { count }), 'success');
      refresh();
    },
  });
  const [editing, setEditing] = useState(false);
  const world = useEventWorld(hook.eventTypes);
  const write = can('webhooks.write');
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <nav className="cz-row cz-meta" aria-label={t('breadcrumb')}>
          <Link to="/webhooks">{t('title')}</Link> <ChevronRight size={12} />
        </nav>
        <h1 className="cz-truncate">{hook.name}</h1>
        <StatusChip of="subscription" value={hook.status} />
        <span className="cz-spacer" />
        {write && (
          <>
            <Button variant="minimal" text={t('archive')} onClick={() => change.mutate('archive')} />
            <Button text={t('out.change')} onClick={() => setEditing(true)} />
            <Button text={t('rotate')} loading={change.isPending} onClick={() => change.mutate('rotate')} />
            <Button
              text={t('out.againAll')}
              loading={again.isPending}
              disabled={hook.status === 'disabled'}
              onClick={() => again.mutate()}
            />
            <Button
              intent={hook.status === 'disabled' ? 'primary' : 'none'}
              text={t(hook.status === 'disabled' ? 'turnOn' : 'turnOff')}
              onClick={() => change.mutate(hook.status === 'disabled' ? 'on' : 'off')}
            />
          </>
        )}
      </header>
      {hook.disabledReason && (
        <Banner boxed intent="danger">
          {hook.disabledReason}
        </Banner>
      )}
      {hook.failingSince && hook.status === 'active' && (
        <Banner boxed intent="warning">
          {t('out.failing', { since: formats.dateTime(hook.failingSince) })}
        </Banner>
      )}
      {change.data?.secret && <SecretOnce secret={change.data.secret} label={t('out.rotated')} />}
      <FormErrors error={change.error ?? again.error} />
      <p className="cz-panel cz-panel-body">
        <span className="cz-mono">{hook.url}</span>
        <br />
        <span className="cz-muted">{hook.eventTypes.includes('*') ? t('field.all') : hook.eventTypes.join(', ')}</span>
        {hook.filter !== null && (
          <>
            <br />
            <span>{t('out.only', { condition: conditionWords(world.words, hook.filter) })}</span>
          </>
        )}
        <br />
        <span className="cz-meta">{t('out.order')}</span>
      </p>
      <Deliveries hookId={hook.id} />
      {editing && <EditWebhook hook={hook} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Deliveries({ hookId }: { hookId: string }) {
  const { t } = useTranslation('webhooks');
  const formats = useFormats();
  const [url, setUrl] = useUrlState();
  const pages = useInfiniteQuery({
    queryKey: ['webhooks', 'deliveries', hookId],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<WebhookDelivery>>(`/v1/webhooks/${hookId}/deliveries`, { limit: 50, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 5_000,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((one) => one.items) ?? [], [pages.data]);
  const columns = useMemo<Column<WebhookDelivery>[]>(
    () => [
      {
        id: 'when',
        label: t('column.when'),
        width: 180,
        phone: 'title',
        cell: (row) => (
          <Button
            variant="minimal"
            size="small"
            data-row-link
            text={formats.dateTime(row.createdAt)}
            onClick={() => setUrl({ delivery: row.id })}
          />
        ),
      },
      { id: 'event', label: t('column.event'), cell: (row) => <span className="cz-mono">{row.eventType}</span> },
      { id: 'status', label: t('column.status'), width: 130, phone: 'end', cell: (row) => <StatusChip of="delivery" value={row.status} /> },
      { id: 'attempts', label: t('column.attempts'), width: 90, align: 'end', cell: (row) => formats.number(row.attempts) },
      { id: 'answer', label: t('column.answer'), width: '30%', cell: (row) => row.lastError ?? row.lastStatus },
    ],
    [t, formats, setUrl],
  );
  const chosen = rows.find((row) => row.id === url.delivery);
  if (pages.error && rows.length === 0) return <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />;
  if (rows.length === 0)
    return (
      <div className="cz-panel">
        <EmptyState icon={Inbox} title={t('out.noDeliveries')}>
          {t('out.noDeliveriesText')}
        </EmptyState>
      </div>
    );
  return (
    <>
      <DataTable
        label={t('out.deliveries')}
        columns={columns}
        rows={rows}
        rowLabel={(row) => `${row.eventType} ${formats.dateTime(row.createdAt)}`}
        onOpen={(row) => setUrl({ delivery: row.id })}
        more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
      />
      {chosen && <Delivery hookId={hookId} delivery={chosen} onClose={() => setUrl({ delivery: undefined })} />}
    </>
  );
}

function Delivery({ hookId, delivery, onClose }: { hookId: string; delivery: WebhookDelivery; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const { can } = useSession();
  const formats = useFormats();
  const client = useQueryClient();
  const path = `/v1/webhooks/${hookId}/deliveries/${delivery.id}`;
  const attempts = useQuery({
    queryKey: ['webhooks', 'attempts', delivery.id, delivery.attempts],
    queryFn: ({ signal }) => api.get<{ items: WebhookAttempt[] }>(`${path}/attempts`, undefined, signal),
  });
  const again = useMutation({
    mutationFn: () => api.post<{ count: number }>(`${path}/redeliver`, {}),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <SidePanel title={delivery.eventType} isOpen onClose={onClose} width={560}>
      <div className="cz-stack">
        <StatusChip of="delivery" value={delivery.status} />
        {delivery.nextAttemptAt && <p>{t('out.next', { at: formats.dateTime(delivery.nextAttemptAt) })}</p>}
        {can('webhooks.write') && <Button text={t('out.redeliver')} loading={again.isPending} onClick={() => again.mutate()} />}
        <FormErrors error={again.error} />
        {attempts.data?.items.map((attempt) => (
          <section key={attempt.id} className="cz-panel cz-panel-body">
            <h3>
              {t('out.attempt', { number: attempt.number })} · {formats.dateTime(attempt.createdAt)}
            </h3>
            <p>
              {attempt.error ?? attempt.status} <span className="cz-meta">{formats.number(attempt.durationMs)} ms</span>
            </p>
            {attempt.responseExcerpt && <pre className="cz-raw">{attempt.responseExcerpt}</pre>}
            {attempt.requestBody && <pre className="cz-raw">{attempt.requestBody}</pre>}
          </section>
        ))}
      </div>
    </SidePanel>
  );
}
