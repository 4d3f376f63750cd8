import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Deal } from '../../../../../api/contracts/deals.ts';
import type { Pipeline } from '../../../../../api/contracts/pipelines.ts';
import { ErrorState } from '../../../components/error-state.tsx';
import { PersonLink, RecordLink } from '../../../components/record-link.tsx';
import { PageSkeleton } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { api, type Page } from '../../../lib/api/fetch-json.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { ArchiveMenu } from '../../records/archive-menu.tsx';
import { CustomFacts } from '../../records/facts/custom-facts.tsx';
import { EditableField } from '../../records/facts/editable-field.tsx';
import { CommonFacts, TextFacts } from '../../records/facts/record-facts.tsx';
import { useRecordEditor } from '../../records/facts/use-record-editor.ts';
import { RecordFrame } from '../../records/record-frame.tsx';
import { toMajor, toMinor } from '../money.ts';

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
  const readOnly = !can('deals.write') || deal.archivedAt !== null;
  return (
    <RecordFrame
      record={{ type: 'deal', id: deal.id }}
      path="deals"
      name={deal.name}
      listLabel={t('title')}
      chips={
        <>
          <StatusChip of="deal" value={deal.status} />
          {deal.amountMinor !== null && deal.currency && <strong>{formats.money(deal.amountMinor, deal.currency)}</strong>}
          <span className="cz-score">{t('stage', { name: deal.stageName, since: formats.relative(deal.stageEnteredAt) })}</span>
          <PersonLink person={deal.owner} />
        </>
      }
      actions={!readOnly && <ArchiveMenu path="deals" record={deal} />}
      facts={<DealFacts deal={deal} readOnly={readOnly} />}
    />
  );
}

const texts = [
  { field: 'name', kind: 'text' },
  { field: 'expectedCloseOn', kind: 'date' },
] as const;

function DealFacts({ deal, readOnly }: { deal: Deal; readOnly: boolean }) {
  const { t } = useTranslation('records');
  const formats = useFormats();
  const { me } = useSession();
  const client = useQueryClient();
  const { save } = useRecordEditor('deals', deal);
  const currency = deal.currency ?? me.tenant.currency;
  const pipelines = useQuery({
    queryKey: ['pipelines'],
    queryFn: ({ signal }) => api.get<Page<Pipeline>>('/v1/pipelines', { limit: 50 }, signal),
    staleTime: 300_000,
  });
  const stages = pipelines.data?.items.find((pipeline) => pipeline.id === deal.pipelineId)?.stages ?? [];
  const move = useMutation({
    mutationFn: (stageId: string) => api.post<Deal>(`/v1/deals/${deal.id}/move`, { stageId }),
    onSuccess: (data) => {
      client.setQueryData(['deals', deal.id], data);
      void client.invalidateQueries({ queryKey: ['timeline', 'deals', deal.id] });
      void client.invalidateQueries({ queryKey: ['deals', 'list'] });
    },
  });
  return (
    <>
      <EditableField
        field="stageId"
        label={t('field.stageId')}
        kind="select"
        value={deal.stageId}
        shown={deal.stageName}
        choices={stages.map((stage) => ({ value: stage.id, label: stage.name }))}
        readOnly={readOnly}
        save={async (_, stageId) => {
          await move.mutateAsync(String(stageId));
          return { saved: true };
        }}
      />
      <EditableField
        field="amountMinor"
        label={`${t('field.amountMinor')} (${currency})`}
        kind="number"
        value={deal.amountMinor === null ? null : toMajor(deal.amountMinor, currency)}
        shown={deal.amountMinor === null ? undefined : formats.money(deal.amountMinor, currency)}
        readOnly={readOnly}
        save={(field, amount, force) => save(field, amount === null ? null : toMinor(String(amount), currency), force)}
      />
      <TextFacts fields={texts} record={deal} readOnly={readOnly} save={save} />
      {(['contact', 'company'] as const).map((type) => {
        const record = deal[type];
        return (
          <div key={type} className="cz-fact">
            <dt>{t(`field.${type}Id`)}</dt>
            <dd>
              <span className="cz-fact-value">{record ? <RecordLink record={record} /> : t('emptyValue')}</span>
            </dd>
          </div>
        );
      })}
      {deal.lostReason && (
        <EditableField field="lostReason" label={t('field.lostReason')} kind="text" value={deal.lostReason} readOnly save={save} />
      )}
      <CommonFacts path="deals" record={deal} readOnly={readOnly} save={save} />
      <CustomFacts entity="deal" values={deal.custom} readOnly={readOnly} save={save} />
    </>
  );
}
