import { Office } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Company } from '../../../../../api/contracts/companies.ts';
import type { Column } from '../../../components/data-table.tsx';
import { PersonLink } from '../../../components/record-link.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { RecordListPage } from '../../records/list-page.tsx';
import { NewRecordForm } from '../../records/new-record-form.tsx';
import { useOwnerFilter } from '../../records/owner-filter.ts';

export function CompaniesPage() {
  const { t } = useTranslation(['companies', 'records']);
  const formats = useFormats();
  const owner = useOwnerFilter();
  const columns = useMemo<Column<Company>[]>(
    () => [
      {
        id: 'name',
        label: t('records:field.name'),
        sorts: ['name'],
        phone: 'title',
        cell: (company) => (
          <Link className="cz-table-title" to={`/companies/${company.id}`} data-row-link>
            <span className="cz-truncate">{company.name}</span>
          </Link>
        ),
      },
      { id: 'industry', label: t('records:field.industry'), width: '20%', cell: (company) => company.industry },
      { id: 'domain', label: t('records:field.domain'), width: '20%', phone: 'hide', cell: (company) => company.domain },
      { id: 'owner', label: t('records:field.ownerUserId'), width: '18%', cell: (company) => <PersonLink person={company.owner} /> },
      {
        id: 'created',
        label: t('records:field.createdAt'),
        width: 130,
        sorts: ['-createdAt', 'createdAt'],
        wide: true,
        phone: 'hide',
        cell: (company) => formats.dateTime(company.createdAt),
      },
    ],
    [t, formats],
  );
  return (
    <RecordListPage<Company>
      path="companies"
      title={t('companies:title')}
      newLabel={t('companies:new')}
      searchLabel={t('companies:search')}
      icon={Office}
      empty={{ title: t('companies:empty'), text: t('companies:emptyText') }}
      columns={columns}
      filters={[owner]}
      form={(onDone, onCancel) => (
        <NewRecordForm<Company>
          path="companies"
          texts={[
            { name: 'name', required: true },
            { name: 'domain' },
            { name: 'industry' },
            { name: 'phone', type: 'tel' },
            { name: 'website' },
          ]}
          onDone={onDone}
          onCancel={onCancel}
        />
      )}
    />
  );
}
