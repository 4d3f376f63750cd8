import { Button } from '@blueprintjs/core';
import { Endorsed } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Decision } from '../../../../../api/contracts/decisions.ts';
import { Countdown } from '../../../components/countdown.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { StatusChip } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { type Box, useDecisions } from '../decisions.ts';
import { useQuestion } from './question.ts';

/** The decisions of a box, the newest first; the chosen one is marked. */
export function DecisionList({ box, chosen }: { box: Box; chosen: string | undefined }) {
  const { t } = useTranslation('decisions');
  const pages = useDecisions(box);
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.isPending) return <SkeletonRows rows={5} height={44} />;
  if (pages.error && items.length === 0) return <ErrorState inline error={pages.error} onRetry={() => void pages.refetch()} />;
  if (items.length === 0)
    return (
      <EmptyState inline icon={Endorsed} title={t(`none.${box}`)}>
        {t('noneText')}
      </EmptyState>
    );
  return (
    <>
      <ul className="cz-decisions" aria-label={t(`box.${box}`)}>
        {items.map((decision) => (
          <li key={decision.id}>
            <DecisionRow decision={decision} box={box} isChosen={decision.id === chosen} />
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button variant="minimal" fill loading={pages.isFetchingNextPage} text={t('more')} onClick={() => void pages.fetchNextPage()} />
      )}
    </>
  );
}

function DecisionRow({ decision, box, isChosen }: { decision: Decision; box: Box; isChosen: boolean }) {
  const formats = useFormats();
  const question = useQuestion();
  return (
    <Link className="cz-decision-row" to={`/decisions/${decision.id}?box=${box}`} aria-current={isChosen ? 'true' : undefined}>
      <span className="cz-decision-title">
        <strong>{question(decision)}</strong> {decision.deal.name}
      </span>
      <span className="cz-row cz-row-wrap cz-meta">
        <StatusChip of="decision" value={decision.status} />
        {decision.sla !== null && decision.sla !== 'on_track' && <StatusChip of="sla" value={decision.sla} />}
        {decision.sla !== null && decision.dueAt !== null && <Countdown to={decision.dueAt} />}
        <span>{decision.requester?.name}</span>
        <span>{formats.relative(decision.decidedAt ?? decision.createdAt)}</span>
      </span>
    </Link>
  );
}
