import { Switch } from '@blueprintjs/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { BoardColumn, DealCard as Card } from '../../../../../api/contracts/deal-board.ts';
import type { Pipeline, Stage } from '../../../../../api/contracts/pipelines.ts';
import { Board } from '../../../components/board.tsx';
import { ErrorState } from '../../../components/error-state.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { toast } from '../../../components/toaster.ts';
import { problemWords } from '../../../components/problem-words.ts';
import { useSession } from '../../../lib/session/session.tsx';
import { useNow } from '../../../lib/use-now.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { DealCard } from './deal-card.tsx';
import { missingOf, MoveDialog } from './move-dialog.tsx';
import { type BoardQuery, type MoveExtras, useDealBoard } from './use-deal-board.ts';
import { useGates } from './use-gates.ts';
import './deal-board.css';

interface Asked {
  readonly card: Card;
  readonly stage: Stage;
  readonly missing: NonNullable<ReturnType<typeof missingOf>>;
}

interface DealBoardProps {
  readonly pipeline: Pipeline;
  readonly query: BoardQuery;
  readonly onClosed: (closed: boolean) => void;
}

/** The deals of a pipeline by stage. A card shows at once where it was put; what the server refuses goes back, with the reason. */
export function DealBoard({ pipeline, query, onClosed }: DealBoardProps) {
  const { t } = useTranslation(['deals', 'components']);
  const { can } = useSession();
  const navigate = useNavigate();
  const now = useNow(60_000);
  const [lifted, setLifted] = useState<Card | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, setSaid] = useState('');
  const { board, more, loading, move } = useDealBoard(query, lifted !== null);
  const demands = useGates(lifted);
  const stageOf = (id: string) => pipeline.stages.find((stage) => stage.id === id);
  const perform = async (card: Card, stage: Stage, extras: MoveExtras) => {
    const after = await move(card, stage.id, extras);
    if (after.locked && after.stageId !== stage.id) {
      setSaid(t('deals:board.asked', { name: card.name }));
      return void toast(t('deals:board.asked', { name: card.name }));
    }
    setSaid(t('deals:board.moved', { name: card.name, stage: stage.name }));
  };
  const drop = async (card: Card, stageId: string) => {
    const stage = stageOf(stageId);
    if (stage === undefined) return;
    if (stage.kind === 'lost') return setAsked({ card, stage, missing: [] });
    try {
      await perform(card, stage, {});
    } catch (error) {
      const missing = missingOf(error);
      if (missing !== null) return setAsked({ card, stage, missing });
      const words = problemWords(t, error);
      const reason = words.detail || words.title;
      setSaid(t('deals:board.refused', { name: card.name, reason }));
      void toast(t('deals:board.refused', { name: card.name, reason }), 'danger');
    }
  };
  if (board.isPending) return <SkeletonRows rows={8} height={64} />;
  if (!board.data) return <ErrorState error={board.error} onRetry={() => void board.refetch()} />;
  const columns = board.data.columns.map((column) => ({
    id: column.stageId,
    title: stageOf(column.stageId)?.name ?? '',
    summary: <ColumnSummary column={column} />,
    cards: column.cards,
    more:
      column.count > column.cards.length
        ? { count: column.count - column.cards.length, loading: loading === column.stageId, load: () => void more(column) }
        : undefined,
    demand: demands.get(column.stageId),
  }));
  return (
    <>
      <Board<Card>
        label={t('deals:board.label', { pipeline: pipeline.name })}
        columns={columns}
        renderCard={(card) => <DealCard card={card} now={now} />}
        canMove={(card) => can('deals.write') && !card.locked}
        onMove={(card, stageId) => void drop(card, stageId)}
        onOpen={(card) => void navigate(`/deals/${card.id}`)}
        onLift={setLifted}
        announcement={said}
      />
      <Switch
        className="cz-board-closed"
        checked={query.closed}
        label={t('deals:board.showClosed')}
        onChange={(event) => onClosed(event.currentTarget.checked)}
      />
      {asked !== null && (
        <MoveDialog
          key={`${asked.card.id}${asked.stage.id}`}
          deal={asked.card}
          title={t('deals:move.title', { name: asked.card.name, stage: asked.stage.name })}
          missing={asked.missing}
          asksReason={asked.stage.kind === 'lost'}
          verb={t('deals:move.verb', { stage: asked.stage.name })}
          onMove={(extras) => perform(asked.card, asked.stage, extras)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function ColumnSummary({ column }: { column: BoardColumn }) {
  const formats = useFormats();
  return (
    <>
      <span className="cz-count">{formats.number(column.count)}</span>
      <span className="cz-meta cz-board-sums">{column.sums.map((sum) => formats.money(sum.amountMinor, sum.currency)).join(' + ')}</span>
    </>
  );
}
