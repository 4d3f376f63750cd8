import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import type { Company } from '../../../../../api/contracts/companies.ts';
import type { Contact } from '../../../../../api/contracts/contacts.ts';
import { companyStatuses } from '../../../../../domain/records/lifecycles.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { ArchivedBanner } from '../../records/archived-banner.tsx';
import { DealsCard } from '../../records/cards/deals-card.tsx';
import { FilesCard } from '../../records/cards/files-card.tsx';
import { RelationFact } from '../../records/facts/relation-fact.tsx';
import { RecordMenu } from '../../records/record-menu.tsx';
import { TeamCard } from '../team-card.tsx';
import { TreeCard } from '../tree-card.tsx';
import { Card } from '../../records/cards/card.tsx';
import { EditableField } from '../../records/facts/editable-field.tsx';
import { CustomFacts } from '../../records/facts/custom-facts.tsx';
import { CommonFacts, TextFacts } from '../../records/facts/record-facts.tsx';
import { useRecordEditor } from '../../records/facts/use-record-editor.ts';
import { RecordFrame } from '../../records/record-frame.tsx';

export function CompanyPage() {
  const { id = '' } = useParams();
  const company = useQuery({
    queryKey: ['companies', id],
    queryFn: ({ signal }) => api.get<Company>(`/v1/companies/${id}`, undefined, signal),
  });
  if (company.isPending) return <PageSkeleton />;
  if (!company.data) return <ErrorState page error={company.error} onRetry={() => void company.refetch()} />;
  if (company.data.mergedIntoId) return <Navigate to={`/companies/${company.data.mergedIntoId}`} replace />;
  return <LoadedCompany key={id} company={company.data} />;
}

const texts = [
  { field: 'name', kind: 'text' },
  { field: 'industry', kind: 'text' },
  { field: 'domain', kind: 'text' },
  { field: 'website', kind: 'text' },
  { field: 'phone', kind: 'tel' },
  { field: 'address', kind: 'longtext' },
  { field: 'city', kind: 'text' },
  { field: 'country', kind: 'text' },
  { field: 'employeeCount', kind: 'number' },
] as const;

function LoadedCompany({ company }: { company: Company }) {
  const { t } = useTranslation(['companies', 'records']);
  const { can } = useSession();
  const readOnly = !can('companies.write') || company.archivedAt !== null;
  const { save } = useRecordEditor('companies', company);
  return (
    <RecordFrame
      record={{ type: 'company', id: company.id }}
      path="companies"
      name={company.name}
      listLabel={t('companies:title')}
      chips={<PersonLink person={company.owner} />}
      actions={<RecordMenu path="companies" record={company} />}
      banner={<ArchivedBanner archivedAt={company.archivedAt} />}
      facts={
        <>
          <TextFacts fields={texts} record={company} readOnly={readOnly} save={save} />
          <EditableField
            field="status"
            label={t('records:field.companyStatus')}
            kind="select"
            value={company.status}
            choices={companyStatuses.map((value) => ({ value, label: t(`records:lifecycle.${value}`) }))}
            readOnly={readOnly}
            save={save}
          />
          <RelationFact
            field="parentCompanyId"
            label={t('records:field.parentCompanyId')}
            path="companies"
            record={company.parent}
            without={[company.id]}
            readOnly={readOnly}
            save={save}
          />
          <CommonFacts path="companies" record={company} readOnly={readOnly} save={save} />
          <CustomFacts entity="company" values={company.custom} readOnly={readOnly} save={save} />
        </>
      }
      aside={
        <>
          {can('contacts.read') && <PeopleCard companyId={company.id} />}
          <DealsCard of={{ path: 'companies', id: company.id }} />
          <TeamCard companyId={company.id} readOnly={readOnly} />
          <TreeCard companyId={company.id} />
          <FilesCard record={{ type: 'company', id: company.id }} readOnly={readOnly} />
        </>
      }
    />
  );
}

function PeopleCard({ companyId }: { companyId: string }) {
  const { t } = useTranslation('companies');
  const contacts = useQuery({
    queryKey: ['contacts', 'of', companyId],
    queryFn: ({ signal }) => api.get<Page<Contact>>('/v1/contacts', { companyId, limit: 20 }, signal),
  });
  const items = contacts.data?.items ?? [];
  return (
    <Card title={t('people')} count={items.length}>
      {contacts.isSuccess && items.length === 0 && <p className="cz-card-empty">{t('noPeople')}</p>}
      <ul>
        {items.map((contact) => (
          <li key={contact.id} className="cz-card-row">
            <RecordLink record={{ type: 'contact', id: contact.id, name: contact.name }} />
            <span className="cz-meta">{[contact.jobTitle, contact.email].filter(Boolean).join(', ')}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
