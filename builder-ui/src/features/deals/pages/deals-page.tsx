import { Button } from '@blueprintjs/core';
import { Dollar, Plus } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { Gate } from '../../../components/gate.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { useSession } from '../../../lib/session/session.tsx';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { useOwnerFilter } from '../../records/owner-filter.ts';
import { DealBoard } from '../board/deal-board.tsx';
import { NewDealForm } from '../new-deal-form.tsx';
import { usePipelines } from '../pipelines.ts';
import { DealsList } from './deals-list.tsx';

/** Deals by stage, or as a list; the address says which. */
export function DealsPage() {
  const [url] = useUrlState();
  if (url.view === 'list') return <DealsList tabs={<DealViews />} />;
  return (
    <Gate permission="deals.read" otherwise="explain">
      <BoardPage />
    </Gate>
  );
}

function DealViews() {
  const { t } = useTranslation('deals');
  const [url, setUrl] = useUrlState();
  return (
    <ViewTabs
      label={t('views.label')}
      tabs={[
        { id: 'board', label: t('views.board') },
        { id: 'list', label: t('views.list') },
      ]}
      active={url.view === 'list' ? 'list' : 'board'}
      onChange={(view) => setUrl({ view: view === 'board' ? undefined : view, sort: undefined })}
    />
  );
}

function BoardPage() {
  const { t } = useTranslation(['deals', 'records']);
  usePageTitle(t('deals:title'));
  const { can } = useSession();
  const navigate = useNavigate();
  const [url, setUrl] = useUrlState();
  const owner = useOwnerFilter();
  const pipelines = usePipelines();
  const pipeline = pipelines.items.find((one) => one.id === url.pipelineId) ?? pipelines.items[0];
  const chooser = {
    id: 'pipelineId',
    label: t('deals:board.pipeline'),
    single: true,
    options: pipelines.items.map((one) => ({ value: one.id, label: one.name })),
  };
  const shown = { ...url, ...(pipeline !== undefined && { pipelineId: pipeline.id }) };
  const canWrite = can('deals.write');
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('deals:title')}</h1>
        <DealViews />
        <FilterBar
          filters={pipelines.items.length > 1 ? [chooser, owner] : [owner]}
          values={shown}
          onChange={(id, value) => setUrl({ [id]: value })}
          searchLabel={t('deals:search')}
        />
        <span className="cz-spacer" />
        {canWrite && pipeline && <Button intent="primary" icon={<Plus />} text={t('deals:new')} onClick={() => setUrl({ new: '1' })} />}
      </header>
      {pipelines.isPending ? (
        <SkeletonRows rows={8} height={64} />
      ) : pipelines.error ? (
        <ErrorState error={pipelines.error} onRetry={() => void pipelines.refetch()} />
      ) : pipeline === undefined ? (
        <div className="cz-panel">
          <EmptyState
            icon={Dollar}
            title={t('deals:noPipeline')}
            action={can('pipelines.write') && <Link to="/settings/pipelines">{t('deals:setUp')}</Link>}
          >
            {t('deals:noPipelineText')}
          </EmptyState>
        </div>
      ) : (
        <DealBoard
          key={pipeline.id}
          pipeline={pipeline}
          query={{ pipelineId: pipeline.id, owner: url.owner, q: url.q, closed: url.closed === '1' }}
          onClosed={(closed) => setUrl({ closed: closed ? '1' : undefined })}
        />
      )}
      <SidePanel isOpen={url.new === '1' && canWrite} onClose={() => setUrl({ new: undefined })} title={t('deals:new')}>
        <NewDealForm
          pipelineId={pipeline?.id}
          onDone={(deal) => void navigate(`/deals/${deal.id}`)}
          onCancel={() => setUrl({ new: undefined })}
        />
      </SidePanel>
    </div>
  );
}
