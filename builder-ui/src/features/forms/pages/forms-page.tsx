import { Button } from '@blueprintjs/core';
import { Form as FormIcon, Plus } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { Form } from '../../../../../api/contracts/form-design.ts';
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
import { useForms } from '../forms.ts';

export function FormsPage() {
  return (
    <Gate permission="forms.read" otherwise="explain">
      <FormsList />
    </Gate>
  );
}

function FormsList() {
  const { t } = useTranslation('forms');
  usePageTitle(t('title'));
  const { can } = useSession();
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const pages = useForms({ archived: url.archived });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const columns = useFormColumns();
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <FilterBar
          values={url}
          onChange={(id, value) => setUrl({ [id]: value })}
          filters={[{ id: 'archived', label: t('archived.label'), single: true, options: [{ value: 'true', label: t('archived.only') }] }]}
        />
        <span className="cz-spacer" />
        {can('forms.write') && <Button intent="primary" icon={<Plus />} text={t('new')} onClick={() => void navigate('/forms/new')} />}
      </header>
      {pages.isPending ? (
        <div className="cz-panel cz-panel-body">
          <SkeletonRows rows={6} />
        </div>
      ) : pages.error && rows.length === 0 ? (
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <div className="cz-panel">
          <EmptyState icon={FormIcon} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        </div>
      ) : (
        <DataTable
          label={t('title')}
          columns={columns}
          rows={rows}
          rowLabel={(form) => form.name}
          onOpen={(form) => void navigate(`/forms/${form.id}`)}
          more={pages.hasNextPage ? { load: () => void pages.fetchNextPage(), loading: pages.isFetchingNextPage } : undefined}
        />
      )}
    </div>
  );
}

function useFormColumns(): Column<Form>[] {
  const { t } = useTranslation('forms');
  const formats = useFormats();
  return useMemo(
    () => [
      {
        id: 'name',
        label: t('column.name'),
        phone: 'title',
        cell: (form) => (
          <Link className="cz-table-title" to={`/forms/${form.id}`} data-row-link>
            <span className="cz-truncate">{form.name}</span>
          </Link>
        ),
      },
      { id: 'status', label: t('column.status'), width: 140, phone: 'end', cell: (form) => <StatusChip of="form" value={form.status} /> },
      { id: 'accepted', label: t('column.accepted'), width: 110, align: 'end', cell: (form) => formats.number(form.accepted) },
      { id: 'refused', label: t('column.refused'), width: 110, align: 'end', phone: 'hide', cell: (form) => formats.number(form.refused) },
      {
        id: 'last',
        label: t('column.last'),
        width: 170,
        phone: 'hide',
        cell: (form) => (form.lastSubmissionAt === null ? t('never') : formats.dateTime(form.lastSubmissionAt)),
      },
    ],
    [t, formats],
  );
}
