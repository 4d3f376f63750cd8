import { History } from '@blueprintjs/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../../api/contracts/audit.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { PeopleTabs } from '../components/people-tabs.tsx';
import { useUsers } from '../people.ts';

const groups = ['user', 'role', 'team', 'api_key', 'twofa', 'automation'] as const;

export function AuditPage() {
  return (
    <Gate permission="audit.read" otherwise="explain">
      <AuditList />
    </Gate>
  );
}

/** A day of the reader as an instant; the day after for an end, which is exclusive. */
function instantOf(day: string | undefined, plusDays = 0): string | undefined {
  const date = new Date(`${day ?? ''}T00:00:00`);
  if (Number.isNaN(date.getTime())) return undefined;
  date.setDate(date.getDate() + plusDays);
  return date.toISOString();
}

function AuditList() {
  const { t } = useTranslation('settings');
  usePageTitle(t('audit.title'));
  const formats = useFormats();
  const [url, setUrl] = useUrlState();
  const users = useUsers({});
  const filters = {
    action: url.action,
    actorId: url.actor,
    recordId: url.record,
    from: instantOf(url.from),
    to: instantOf(url.to, 1),
  };
  const pages = useInfiniteQuery({
    queryKey: ['audit', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEntry>>('/v1/audit', { ...filters, limit: 100, cursor: pageParam || undefined }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = rows.find((entry) => entry.id === url.entry);
  const actionName = (action: string) => t(`audit.did.${action.replace('.', '_')}`, { defaultValue: action });
  const columns: Column<AuditEntry>[] = [
    { id: 'when', label: t('audit.when'), width: 170, cell: (entry) => formats.dateTime(entry.createdAt) },
    { id: 'action', label: t('audit.action'), phone: 'title', cell: (entry) => actionName(entry.action) },
    { id: 'actor', label: t('audit.actor'), width: '20%', cell: (entry) => entry.actorName ?? t('audit.system') },
    { id: 'record', label: t('audit.record'), width: '24%', cell: (entry) => entry.recordName ?? entry.record?.type ?? '' },
    { id: 'ip', label: t('audit.ip'), width: 120, phone: 'hide', cell: (entry) => entry.ip ?? '' },
  ];
  const people = users.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('people')}</h1>
        <PeopleTabs active="audit" />
        <FilterBar
          values={url}
          onChange={(id, value) => setUrl({ [id]: value })}
          filters={[
            {
              id: 'action',
              label: t('audit.action'),
              single: true,
              options: groups.map((value) => ({ value, label: t(`audit.group.${value}`) })),
            },
            { id: 'actor', label: t('audit.actor'), single: true, options: people.map((user) => ({ value: user.id, label: user.name })) },
            { id: 'record', label: t('audit.record'), single: true, options: people.map((user) => ({ value: user.id, label: user.name })) },
          ]}
        />
        <TextField label={t('audit.from')} type="date" value={url.from ?? ''} onChange={(from) => setUrl({ from })} />
        <TextField label={t('audit.to')} type="date" value={url.to ?? ''} onChange={(to) => setUrl({ to })} />
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={8} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={History} title={t('audit.none')}>
            {t('audit.noneText')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('audit.title')}
          columns={columns}
          rows={rows}
          rowLabel={(entry) => actionName(entry.action)}
          onOpen={(entry) => setUrl({ entry: entry.id })}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
        />
      )}
      <SidePanel isOpen={shown !== undefined} onClose={() => setUrl({ entry: undefined })} title={shown ? actionName(shown.action) : ''}>
        {shown && (
          <dl className="cz-pairs">
            <dt>{t('audit.when')}</dt>
            <dd>{formats.dateTime(shown.createdAt)}</dd>
            <dt>{t('audit.actor')}</dt>
            <dd>{shown.actorName ?? t('audit.system')}</dd>
            <dt>{t('audit.before')}</dt>
            <dd className="cz-secret">{shown.before ? JSON.stringify(shown.before) : t('none')}</dd>
            <dt>{t('audit.after')}</dt>
            <dd className="cz-secret">{shown.after ? JSON.stringify(shown.after) : t('none')}</dd>
          </dl>
        )}
      </SidePanel>
    </div>
  );
}
