import { Person } from '@blueprintjs/icons';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Contact } from '../../../../../api/contracts/contacts.ts';
import type { Column } from '../../../components/data-table.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { RecordListPage } from '../../records/list-page.tsx';
import { NewRecordForm } from '../../records/new-record-form.tsx';
import { useOwnerFilter } from '../../records/owner-filter.ts';

export function ContactsPage() {
  const { t } = useTranslation(['contacts', 'records']);
  const formats = useFormats();
  const owner = useOwnerFilter();
  const columns = useMemo<Column<Contact>[]>(
    () => [
      {
        id: 'name',
        label: t('records:field.name'),
        sorts: ['name'],
        phone: 'title',
        cell: (contact) => (
          <Link className="cz-table-title" to={`/contacts/${contact.id}`} data-row-link>
            <span className="cz-truncate">{contact.name}</span>
          </Link>
        ),
      },
      {
        id: 'company',
        label: t('records:field.companyId'),
        width: '20%',
        cell: (contact) => contact.company && <RecordLink record={contact.company} />,
      },
      { id: 'email', label: t('records:field.email'), width: '22%', cell: (contact) => contact.email },
      { id: 'phone', label: t('records:field.phone'), width: 150, phone: 'hide', cell: (contact) => contact.phone },
      { id: 'owner', label: t('records:field.ownerUserId'), width: '15%', cell: (contact) => <PersonLink person={contact.owner} /> },
      {
        id: 'created',
        label: t('records:field.createdAt'),
        width: 130,
        sorts: ['-createdAt', 'createdAt'],
        wide: true,
        phone: 'hide',
        cell: (contact) => formats.dateTime(contact.createdAt),
      },
    ],
    [t, formats],
  );
  return (
    <RecordListPage<Contact>
      path="contacts"
      title={t('contacts:title')}
      newLabel={t('contacts:new')}
      searchLabel={t('contacts:search')}
      icon={Person}
      empty={{ title: t('contacts:empty'), text: t('contacts:emptyText') }}
      columns={columns}
      filters={[owner]}
      form={(onDone, onCancel) => (
        <NewRecordForm<Contact>
          path="contacts"
          texts={[
            { name: 'firstName' },
            { name: 'lastName' },
            { name: 'email', type: 'email' },
            { name: 'phone', type: 'tel' },
            { name: 'jobTitle' },
          ]}
          onDone={onDone}
          onCancel={onCancel}
        />
      )}
    />
  );
}
