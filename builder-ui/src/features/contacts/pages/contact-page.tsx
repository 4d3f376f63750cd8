import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import type { Contact } from '../../../../../api/contracts/contacts.ts';
import { buyingRoles, lifecycleStages } from '../../../../../domain/records/lifecycles.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { ArchivedBanner } from '../../records/archived-banner.tsx';
import { DealsCard } from '../../records/cards/deals-card.tsx';
import { FilesCard } from '../../records/cards/files-card.tsx';
import { RelationFact } from '../../records/facts/relation-fact.tsx';
import { RecordMenu } from '../../records/record-menu.tsx';
import { ChannelsCard } from '../channels-card.tsx';
import { CompaniesCard } from '../companies-card.tsx';
import { EditableField } from '../../records/facts/editable-field.tsx';
import { CustomFacts } from '../../records/facts/custom-facts.tsx';
import { CommonFacts, TextFacts } from '../../records/facts/record-facts.tsx';
import { useRecordEditor } from '../../records/facts/use-record-editor.ts';
import { RecordFrame } from '../../records/record-frame.tsx';

export function ContactPage() {
  const { id = '' } = useParams();
  const contact = useQuery({
    queryKey: ['contacts', id],
    queryFn: ({ signal }) => api.get<Contact>(`/v1/contacts/${id}`, undefined, signal),
  });
  if (contact.isPending) return <PageSkeleton />;
  if (!contact.data) return <ErrorState page error={contact.error} onRetry={() => void contact.refetch()} />;
  if (contact.data.mergedIntoId) return <Navigate to={`/contacts/${contact.data.mergedIntoId}`} replace />;
  return <LoadedContact key={id} contact={contact.data} />;
}

const texts = [
  { field: 'firstName', kind: 'text' },
  { field: 'lastName', kind: 'text' },
  { field: 'email', kind: 'email' },
  { field: 'phone', kind: 'tel' },
  { field: 'jobTitle', kind: 'text' },
] as const;

function LoadedContact({ contact }: { contact: Contact }) {
  const { t } = useTranslation(['contacts', 'records']);
  const { can, me } = useSession();
  const isMine = contact.ownerUserId === me.user.id;
  const readOnly = !can('contacts.write') || contact.archivedAt !== null;
  const { save } = useRecordEditor('contacts', contact);
  return (
    <RecordFrame
      record={{ type: 'contact', id: contact.id }}
      path="contacts"
      name={contact.name}
      listLabel={t('contacts:title')}
      chips={
        <>
          {contact.company && <RecordLink record={contact.company} withIcon />}
          <PersonLink person={contact.owner} />
        </>
      }
      actions={<RecordMenu path="contacts" record={contact} />}
      banner={<ArchivedBanner archivedAt={contact.archivedAt} />}
      facts={
        <>
          <TextFacts fields={texts} record={contact} readOnly={readOnly} save={save} />
          <EditableField
            field="lifecycleStage"
            label={t('records:field.lifecycleStage')}
            kind="select"
            value={contact.lifecycleStage}
            choices={lifecycleStages.map((value) => ({ value, label: t(`records:lifecycle.${value}`) }))}
            readOnly={readOnly}
            save={save}
          />
          <EditableField
            field="buyingRole"
            label={t('records:field.buyingRole')}
            kind="select"
            value={contact.buyingRole}
            shown={contact.buyingRole === null ? undefined : t(`records:buyingRole.${contact.buyingRole}`)}
            choices={[{ value: '', label: '' }, ...buyingRoles.map((value) => ({ value, label: t(`records:buyingRole.${value}`) }))]}
            readOnly={readOnly}
            save={save}
          />
          <RelationFact
            field="companyId"
            label={t('records:field.companyId')}
            path="companies"
            record={contact.company}
            readOnly={readOnly}
            save={save}
          />
          {(isMine || contact.isPrivate) && (
            <EditableField
              field="isPrivate"
              label={t('contacts:seenBy.label')}
              kind="select"
              value={contact.isPrivate ? 'owner' : 'all'}
              choices={(['all', 'owner'] as const).map((value) => ({ value, label: t(`contacts:seenBy.${value}`) }))}
              readOnly={readOnly || !isMine}
              save={(field, value, force) => save(field, value === 'owner', force)}
            />
          )}
          <CommonFacts path="contacts" record={contact} readOnly={readOnly} save={save} />
          <CustomFacts entity="contact" values={contact.custom} readOnly={readOnly} save={save} />
        </>
      }
      aside={
        <>
          <ChannelsCard contact={contact} readOnly={readOnly} />
          <CompaniesCard contact={contact} readOnly={readOnly} />
          <DealsCard of={{ path: 'contacts', id: contact.id }} />
          <FilesCard record={{ type: 'contact', id: contact.id }} readOnly={readOnly} />
        </>
      }
    />
  );
}
