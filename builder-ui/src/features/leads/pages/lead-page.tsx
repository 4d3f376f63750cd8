import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import { leadSources } from '../../../../../domain/records/lead-rules.ts';
import { Banner } from '../../../components/banner.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { PersonLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { FilesCard } from '../../records/cards/files-card.tsx';
import { CustomFacts } from '../../records/facts/custom-facts.tsx';
import { EditableField } from '../../records/facts/editable-field.tsx';
import { useRecordEditor } from '../../records/facts/use-record-editor.ts';
import { RecordFrame } from '../../records/record-frame.tsx';
import { RecordMenu } from '../../records/record-menu.tsx';
import { TagsEditor } from '../../records/tags-editor.tsx';
import { useColleagues } from '../../records/users.ts';
import { QualificationCard } from '../qualification/qualification-card.tsx';
import { ScoreCard } from '../scoring/score-card.tsx';
import { LeadStatusMenu } from '../components/lead-status-menu.tsx';

export function LeadPage() {
  const { id = '' } = useParams();
  const lead = useQuery({ queryKey: ['leads', id], queryFn: ({ signal }) => api.get<Lead>(`/v1/leads/${id}`, undefined, signal) });
  if (lead.isPending) return <PageSkeleton />;
  if (!lead.data) return <ErrorState page error={lead.error} onRetry={() => void lead.refetch()} />;
  if (lead.data.mergedIntoId) return <Navigate to={`/leads/${lead.data.mergedIntoId}`} replace />;
  return <LoadedLead key={id} lead={lead.data} />;
}

function LoadedLead({ lead }: { lead: Lead }) {
  const { t } = useTranslation(['leads', 'records']);
  const formats = useFormats();
  const readOnly = !useSession().can('leads.write') || lead.archivedAt !== null;
  return (
    <RecordFrame
      record={{ type: 'lead', id: lead.id }}
      path="leads"
      name={lead.name}
      listLabel={t('leads:title')}
      chips={
        <>
          <LeadStatusMenu lead={lead} readOnly={readOnly} />
          <span className="cz-score" title={t('records:field.score')}>
            {t('leads:score', { score: formats.number(lead.score) })}
          </span>
          <PersonLink person={lead.owner} />
        </>
      }
      actions={<RecordMenu path="leads" record={lead} />}
      banner={<LeadBanner lead={lead} />}
      facts={<LeadFacts lead={lead} readOnly={readOnly} />}
      aside={
        <>
          <ScoreCard lead={lead} readOnly={readOnly} />
          <QualificationCard lead={lead} />
          <FilesCard record={{ type: 'lead', id: lead.id }} readOnly={readOnly} />
        </>
      }
    />
  );
}

function LeadBanner({ lead }: { lead: Lead }) {
  const { t } = useTranslation('leads');
  const formats = useFormats();
  if (lead.archivedAt) {
    return (
      <Banner boxed intent="warning">
        {t('archivedBanner', { when: formats.dateTime(lead.archivedAt) })}
      </Banner>
    );
  }
  if (!lead.duplicate) return null;
  return (
    <Banner boxed intent="warning" action={<Link to={`/leads/${lead.duplicate.leadId}`}>{t('duplicate.open')}</Link>}>
      {t(`duplicate.${lead.duplicate.reason}`, { score: lead.duplicate.score })}
    </Banner>
  );
}

const textFacts = [
  { field: 'firstName', kind: 'text' },
  { field: 'lastName', kind: 'text' },
  { field: 'email', kind: 'email' },
  { field: 'phone', kind: 'tel' },
  { field: 'companyName', kind: 'text' },
  { field: 'jobTitle', kind: 'text' },
  { field: 'website', kind: 'text' },
  { field: 'city', kind: 'text' },
  { field: 'country', kind: 'text' },
] as const;

function LeadFacts({ lead, readOnly }: { lead: Lead; readOnly: boolean }) {
  const { t } = useTranslation(['leads', 'records']);
  const formats = useFormats();
  const { can } = useSession();
  const client = useQueryClient();
  const { save } = useRecordEditor('leads', lead);
  const colleagues = useColleagues();
  const assign = async (_: string, value: unknown) => {
    const data = await api.post<Lead>(`/v1/leads/${lead.id}/assign`, { ownerUserId: value });
    client.setQueryData(['leads', lead.id], data);
    void client.invalidateQueries({ queryKey: ['timeline', 'leads', lead.id] });
    return { saved: true } as const;
  };
  const word = (name: string) => t(`records:field.${name}`);
  return (
    <>
      {textFacts.map(({ field, kind }) => (
        <EditableField key={field} field={field} label={word(field)} kind={kind} value={lead[field]} readOnly={readOnly} save={save} />
      ))}
      <EditableField
        field="ownerUserId"
        label={word('ownerUserId')}
        kind="select"
        value={lead.ownerUserId}
        shown={lead.owner ? <PersonLink person={lead.owner} /> : undefined}
        choices={[{ value: '', label: t('records:nobody') }, ...colleagues.map((user) => ({ value: user.id, label: user.name }))]}
        readOnly={readOnly || !can('leads.assign')}
        save={assign}
      />
      <EditableField field="routingReason" label={word('routingReason')} kind="text" value={lead.routingReason} readOnly save={save} />
      <EditableField
        field="source"
        label={word('source')}
        kind="select"
        value={lead.source}
        choices={leadSources.map((value) => ({ value, label: t(`records:source.${value}`) }))}
        readOnly={readOnly}
        save={save}
      />
      <EditableField field="score" label={word('score')} kind="number" value={lead.score} readOnly={readOnly} save={save} />
      {(lead.status === 'nurture' || lead.followUpAt) && (
        <EditableField
          field="followUpAt"
          label={word('followUpAt')}
          kind="datetime"
          value={lead.followUpAt}
          readOnly={readOnly}
          save={save}
        />
      )}
      {lead.statusReason && (
        <EditableField
          field="statusReason"
          label={word('statusReason')}
          kind="text"
          value={lead.statusReason}
          readOnly={readOnly}
          save={save}
        />
      )}
      <div className="cz-fact">
        <dt>{word('tags')}</dt>
        <dd>
          <TagsEditor path="leads" id={lead.id} tags={lead.tags} readOnly={readOnly} />
        </dd>
      </div>
      <CustomFacts entity="lead" values={lead.custom} readOnly={readOnly} save={save} />
      <div className="cz-fact">
        <dt>{word('createdAt')}</dt>
        <dd>
          <span className="cz-fact-value">{formats.dateTime(lead.createdAt)}</span>
        </dd>
      </div>
    </>
  );
}
