import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Deal } from '../../../../../api/contracts/deals.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { ArchivedBanner } from '../../records/archived-banner.tsx';
import { FilesCard } from '../../records/cards/files-card.tsx';
import { RelationFact } from '../../records/facts/relation-fact.tsx';
import { DealItemsCard } from '../items/deal-items-card.tsx';
import { DealLinksCards } from '../links/deal-links-cards.tsx';
import { DealApprovalBanner, LockedChip, RequestApprovalButton } from '../../decisions/components/deal-approval.tsx';
import { DealMenu, StageFact } from '../deal-moves.tsx';
import { WatchButton } from '../watch-button.tsx';
import { CustomFacts } from '../../records/facts/custom-facts.tsx';
import { EditableField } from '../../records/facts/editable-field.tsx';
import { CommonFacts, TextFacts } from '../../records/facts/record-facts.tsx';
import { useRecordEditor } from '../../records/facts/use-record-editor.ts';
import { RecordFrame } from '../../records/record-frame.tsx';
import { fromMajor, toMajor } from '../money.ts';

export function DealPage() {
  const { id = '' } = useParams();
  const deal = useQuery({ queryKey: ['deals', id], queryFn: ({ signal }) => api.get<Deal>(`/v1/deals/${id}`, undefined, signal) });
  if (deal.isPending) return <PageSkeleton />;
  if (!deal.data) return <ErrorState page error={deal.error} onRetry={() => void deal.refetch()} />;
  return <LoadedDeal key={id} deal={deal.data} />;
}

function LoadedDeal({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deals');
  const formats = useFormats();
  const { can } = useSession();
  const readOnly = !can('deals.write') || deal.archivedAt !== null || deal.locked;
  // A won deal is what was agreed: its facts are text, opening it again is in the menu.
  const fixed = readOnly || deal.status === 'won';
  return (
    <RecordFrame
      record={{ type: 'deal', id: deal.id }}
      path="deals"
      name={deal.name}
      listLabel={t('title')}
      chips={
        <>
          <StatusChip of="deal" value={deal.status} />
          <LockedChip deal={deal} />
          {deal.amountMinor !== null && deal.currency && <strong>{formats.money(deal.amountMinor, deal.currency)}</strong>}
          <span className="cz-score">{t('stage', { name: deal.stageName, since: formats.relative(deal.stageEnteredAt) })}</span>
          <PersonLink person={deal.owner} />
        </>
      }
      actions={
        <>
          <RequestApprovalButton deal={deal} />
          <WatchButton dealId={deal.id} />
          <DealMenu deal={deal} readOnly={readOnly} />
        </>
      }
      banner={
        <>
          <ArchivedBanner archivedAt={deal.archivedAt} />
          <DealApprovalBanner deal={deal} />
        </>
      }
      aside={
        <>
          <DealItemsCard dealId={deal.id} readOnly={readOnly} />
          <DealLinksCards dealId={deal.id} readOnly={readOnly} />
          <FilesCard record={{ type: 'deal', id: deal.id }} readOnly={readOnly} />
        </>
      }
      facts={<DealFacts deal={deal} readOnly={fixed} />}
    />
  );
}

const qualifying = [
  { field: 'pain', kind: 'longtext' },
  { field: 'requirements', kind: 'longtext' },
  { field: 'buyingProcess', kind: 'longtext' },
  { field: 'successCriteria', kind: 'longtext' },
] as const;

const texts = [
  { field: 'name', kind: 'text' },
  { field: 'expectedCloseOn', kind: 'date' },
  { field: 'probability', kind: 'number' },
  { field: 'discountPercent', kind: 'number' },
  { field: 'flagged', kind: 'boolean' },
] as const;

function DealFacts({ deal, readOnly }: { deal: Deal; readOnly: boolean }) {
  const { t } = useTranslation(['records', 'deals']);
  const formats = useFormats();
  const { me } = useSession();
  const { save } = useRecordEditor('deals', deal);
  const currency = deal.currency ?? me.tenant.currency;
  return (
    <>
      <StageFact deal={deal} readOnly={readOnly} />
      <EditableField
        field="amountMinor"
        label={`${t('field.amountMinor')} (${currency})`}
        kind="number"
        value={deal.amountMinor === null ? null : toMajor(deal.amountMinor, currency)}
        shown={deal.amountMinor === null ? undefined : formats.money(deal.amountMinor, currency)}
        readOnly={readOnly}
        save={(field, amount, force) => save(field, typeof amount === 'number' ? fromMajor(amount, currency) : null, force)}
      />
      <TextFacts fields={texts} record={deal} readOnly={readOnly} save={save} />
      <RelationFact field="contactId" label={t('field.contactId')} path="contacts" record={deal.contact} readOnly={readOnly} save={save} />
      <RelationFact field="companyId" label={t('field.companyId')} path="companies" record={deal.company} readOnly={readOnly} save={save} />
      <TextFacts fields={qualifying} record={deal} readOnly={readOnly} save={save} />
      <EditableField field="source" label={t('field.source')} kind="text" value={deal.source} readOnly={readOnly} save={save} />
      {deal.lostReason && (
        <EditableField field="lostReason" label={t('field.lostReason')} kind="text" value={deal.lostReason} readOnly save={save} />
      )}
      {deal.origin && (
        <div className="cz-fact">
          <dt>{t('deals:origin')}</dt>
          <dd>
            <RecordLink record={deal.origin} />
          </dd>
        </div>
      )}
      <CommonFacts path="deals" record={deal} readOnly={readOnly} save={save} />
      <CustomFacts entity="deal" values={deal.custom} readOnly={readOnly} save={save} />
    </>
  );
}
