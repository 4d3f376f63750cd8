import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { Endorsed } from '@blueprintjs/icons';
import { Gate } from '../../../components/gate.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { ViewTabs } from '../../../components/view-tabs.tsx';
import { useNarrow } from '../../../lib/use-media.ts';
import { usePageTitle } from '../../../lib/use-page-title.ts';
import { useUrlState } from '../../../lib/use-url-state.ts';
import { PublishInbox } from '../../operations/components/publish-requests.tsx';
import { DecisionList } from '../components/decision-list.tsx';
import { DecisionView } from '../components/decision-detail.tsx';
import { type Box, useDecision, useDecisionCounts } from '../decisions.ts';
import '../decisions.css';

const boxes = ['mine', 'team', 'attention', 'requested', 'completed'] as const satisfies readonly Box[];

/** The inbox of decisions beside the chosen one; under 1024 px one or the other. */
export function DecisionsPage() {
  return (
    <Gate permission="decisions.read" otherwise="explain">
      <Inbox />
    </Gate>
  );
}

function Inbox() {
  const { t } = useTranslation('decisions');
  usePageTitle(t('title'));
  const { id } = useParams();
  const [url, setUrl] = useUrlState();
  const box = boxes.find((one) => one === url.box) ?? 'mine';
  const counts = useDecisionCounts();
  const narrow = useNarrow();
  const countOf = (one: Box) => (one === 'completed' ? undefined : counts.data?.[one]);
  return (
    <div className="cz-page">
      <header className="cz-page-head">
        <h1>{t('title')}</h1>
        <ViewTabs
          label={t('boxes')}
          active={box}
          tabs={boxes.map((one) => ({ id: one, label: t(`box.${one}`), count: countOf(one) }))}
          onChange={(one) => setUrl({ box: one })}
        />
      </header>
      {box === 'mine' && <PublishInbox />}
      <div className="cz-decision-panes">
        {!(narrow && id !== undefined) && (
          <section className="cz-panel">
            <DecisionList box={box} chosen={id} />
          </section>
        )}
        {(!narrow || id !== undefined) && (
          <section className="cz-panel cz-panel-body">
            {narrow && <Link to={`/decisions?box=${box}`}>{t('back')}</Link>}
            <Chosen id={id} />
          </section>
        )}
      </div>
    </div>
  );
}

function Chosen({ id }: { id: string | undefined }) {
  const { t } = useTranslation('decisions');
  const decision = useDecision(id);
  if (id === undefined)
    return (
      <EmptyState inline icon={Endorsed} title={t('choose')}>
        {t('noneText')}
      </EmptyState>
    );
  if (decision.isPending) return <SkeletonRows rows={6} />;
  if (!decision.data) return <ErrorState inline error={decision.error} onRetry={() => void decision.refetch()} />;
  return <DecisionView decision={decision.data} />;
}
