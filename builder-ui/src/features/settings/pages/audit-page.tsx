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

const groups = [
  'user',
  'twofa',
  'role',
  'team',
  'api_key',
  'automation',
  'webhook',
  'inbound_webhook',
  'form',
  'field',
  'segment',
  'lead',
  'contact',
  'company',
  'deal',
  'task',
] as const;

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
  const actionName = (action: string) => t(`audit.did.${action.replace('.', '_')}`, { defaultValue: wordsOf(action) });
  const actorOf = (entry: AuditEntry) =>
    entry.actorName ?? t(`audit.kinds.${String(entry.actor['kind'])}`, { defaultValue: t('audit.system') });
  const columns: Column<AuditEntry>[] = [
    { id: 'when', label: t('audit.when'), width: 140, cell: (entry) => formats.dateTime(entry.createdAt) },
    { id: 'action', label: t('audit.action'), phone: 'title', cell: (entry) => actionName(entry.action) },
    { id: 'actor', label: t('audit.actor'), width: '20%', cell: (entry) => actorOf(entry) },
    { id: 'record', label: t('audit.record'), width: '24%', cell: (entry) => entry.recordName ?? entry.record?.type ?? '' },
    { id: 'ip', label: t('audit.ip'), width: 120, wide: true, phone: 'hide', cell: (entry) => entry.ip ?? '' },
  ];
  const people = users.data?.pages.flatMap((page) => page.items) ?? [];
  const named = people.map((user) => ({ value: user.id, label: user.name }));
  const asked = url.record;
  const recordName = rows.find((entry) => entry.record?.id === asked && entry.recordName !== null)?.recordName;
  // A record that somebody came from is no person of the list.
  const recordOptions =
    asked === undefined || named.some((one) => one.value === asked)
      ? named
      : [{ value: asked, label: recordName ?? t('audit.this') }, ...named];
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
            { id: 'record', label: t('audit.record'), single: true, options: recordOptions },
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
            <dd>{actorOf(shown)}</dd>
            {shown.recordName && (
              <>
                <dt>{t('audit.record')}</dt>
                <dd>{shown.recordName}</dd>
              </>
            )}
            {shown.ip && (
              <>
                <dt>{t('audit.ip')}</dt>
                <dd>{shown.ip}</dd>
              </>
            )}
          </dl>
        )}
        {shown && <Changes entry={shown} />}
      </SidePanel>
    </div>
  );
}

/** `lead.status_changed` as words, for what has no sentence of its own. */
function wordsOf(action: string): string {
  const words = action.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What was before and after, field by field. */
function Changes({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('settings');
  const fields = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])];
  if (fields.length === 0) return <p className="cz-muted">{t('audit.nothing')}</p>;
  return (
    <div className="cz-matrix">
      <table>
        <caption className="cz-hidden">{t('audit.details')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('audit.details')}</th>
            <th scope="col">{t('audit.before')}</th>
            <th scope="col">{t('audit.after')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{wordsOf(field.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase())}</th>
              <td className="cz-secret">{textOf(entry.before?.[field])}</td>
              <td className="cz-secret">{textOf(entry.after?.[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
