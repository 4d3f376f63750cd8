import { useTranslation } from 'react-i18next';
import { dealCompanyRoles, dealContactRoles } from '../../../../../domain/records/deal-links.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { LinkCard } from './link-card.tsx';
import { useDealLinks } from './use-deal-links.ts';

/** Who is in the deal and what they decide, and for which companies. */
export function DealLinksCards({ dealId, readOnly }: { dealId: string; readOnly: boolean }) {
  const { t } = useTranslation('deals');
  const { can } = useSession();
  const { links, change } = useDealLinks(dealId);
  const contacts = links.data?.contacts ?? [];
  const companies = links.data?.companies ?? [];
  return (
    <>
      {can('contacts.read') && (
        <LinkCard
          path="contacts"
          words={{ title: t('links.people'), add: t('links.addPerson'), none: t('links.noPeople') }}
          items={contacts.map(({ contact, role, isMain, jobTitle, email }) => ({
            record: contact,
            role,
            more: [isMain ? t('links.main') : null, jobTitle, email].filter(Boolean).join(', '),
          }))}
          roles={dealContactRoles.map((value) => ({ value, label: t(`links.role.${value}`) }))}
          loaded={links.isSuccess}
          readOnly={readOnly}
          newRole="other"
          onChange={(id, role) => change.mutate({ kind: 'contacts', id, role })}
        />
      )}
      {can('companies.read') && (
        <LinkCard
          path="companies"
          words={{ title: t('links.companies'), add: t('links.addCompany'), none: t('links.noCompanies') }}
          items={companies.map(({ company, role }) => ({ record: company, role, more: '', fixed: role === 'primary' }))}
          roles={dealCompanyRoles.map((value) => ({ value, label: t(`links.role.${value}`) }))}
          loaded={links.isSuccess}
          readOnly={readOnly}
          newRole={companies.length === 0 ? 'primary' : 'secondary'}
          onChange={(id, role) => change.mutate({ kind: 'companies', id, role })}
        />
      )}
    </>
  );
}
