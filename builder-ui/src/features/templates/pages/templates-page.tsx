import { Button } from '@blueprintjs/core';
import { Document, Envelope, Notifications, Plus } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Template } from '../../../../../api/contracts/templates.ts';
import { type Column, DataTable } from '../../../components/data-table.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useTemplates } from '../templates.ts';

export function TemplatesPage() {
  return (
    <Gate permission="templates.read" otherwise="explain">
      <TemplatesList />
    </Gate>
  );
}

function TemplatesList() {
  const { t } = useTranslation('templates');
  usePageTitle(t('title'));
  const { can } = useSession();
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const pages = useTemplates({ search: url.q, channel: url.channel, archived: url.archived });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const columns = useTemplateColumns();
  const create = can('templates.write') && (
    <Button intent="primary" icon={<Plus />} text={t('new')} onClick={() => void navigate('/templates/new')} />
  );
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <FilterBar
          searchLabel={t('search')}
          values={url}
          onChange={(id, value) => setUrl({ [id]: value })}
          filters={[
            {
              id: 'channel',
              label: t('channel.label'),
              single: true,
              options: (['email', 'in_app'] as const).map((value) => ({ value, label: t(`channel.${value}`) })),
            },
            { id: 'archived', label: t('archived.label'), single: true, options: [{ value: 'true', label: t('archived.only') }] },
          ]}
        />
        <span className="cz-spacer" />
        {create}
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={6} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={Document} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowLabel={(template) => template.name}
          onOpen={(template) => void navigate(`/templates/${template.id}`)}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
        />
      )}
    </div>
  );
}

function useTemplateColumns(): Column<Template>[] {
  const { t } = useTranslation('templates');
  const formats = useFormats();
  return useMemo(
    () => [
      {
        id: 'name',
        label: t('column.name'),
        phone: 'title',
        cell: (template) => (
          <Link className="cz-table-title" to={`/templates/${template.id}`} data-row-link>
            <span className="cz-truncate">{template.name}</span>
          </Link>
        ),
      },
      {
        id: 'status',
        label: t('column.status'),
        width: 120,
        phone: 'end',
        cell: (template) => <StatusChip of="template" value={template.status} />,
      },
      {
        id: 'channel',
        label: t('channel.label'),
        width: 140,
        cell: (template) => (
          <span className="cz-person">
            {template.channel === 'email' ? <Envelope size={12} /> : <Notifications size={12} />} {t(`channel.${template.channel}`)}
          </span>
        ),
      },
      { id: 'subject', label: t('column.subject'), width: '32%', cell: (template) => template.subject },
      { id: 'used', label: t('column.used'), width: 120, phone: 'hide', cell: (template) => template.approvedNumber ?? t('column.none') },
      { id: 'changed', label: t('column.changed'), width: 130, phone: 'hide', cell: (template) => formats.dateTime(template.updatedAt) },
    ],
    [t, formats],
  );
}
