import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { BoardColumn, DealBoard, DealCard } from '../../../../../api/contracts/deal-board.ts';
import type { Deal } from '../../../../../api/contracts/deals.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import { withMore, withMoved, withReturned } from './board-data.ts';

export interface BoardQuery {
  readonly pipelineId: string | undefined;
  readonly owner: string | undefined;
  readonly q: string | undefined;
  readonly closed: boolean;
}

/** What a move takes along: a reason, fields the stage demands, a next step. */
export interface MoveExtras {
  readonly reason?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly decisionMakerId?: string;
  readonly nextStep?: { readonly title: string; readonly dueAt: string };
}

const cardsAColumn = 50;

/** The board of a pipeline. While a card is held, what others do waits. */
export function useDealBoard(query: BoardQuery, held: boolean) {
  const client = useQueryClient();
  const [pages, setPages] = useState<Readonly<Record<string, number>>>({});
  const [loading, setLoading] = useState<string | null>(null);
  const moving = useRef(0);
  const asked = { pipelineId: query.pipelineId, owner: query.owner, q: query.q, closed: query.closed || undefined, limit: cardsAColumn };
  const key = ['deals', 'board', asked];
  const further = async (column: BoardColumn, signal?: AbortSignal) => {
    const board = await api.get<DealBoard>(
      '/v1/deal-board',
      { ...asked, stageId: column.stageId, cursor: column.next ?? undefined },
      signal,
    );
    return board.columns[0] ?? { ...column, cards: [], next: null };
  };
  const board = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      let read = await api.get<DealBoard>('/v1/deal-board', asked, signal);
      for (const [stageId, count] of Object.entries(pages)) {
        for (let page = 0; page < count; page += 1) {
          const column = read.columns.find((one) => one.stageId === stageId);
          if (column?.next) read = withMore(read, await further(column, signal));
        }
      }
      return read;
    },
    placeholderData: keepPreviousData,
    enabled: !held,
  });
  const change = (how: (board: DealBoard) => DealBoard) =>
    client.setQueryData<DealBoard>(key, (known) => (known === undefined ? known : how(known)));
  const more = async (column: BoardColumn) => {
    setLoading(column.stageId);
    try {
      const page = await further(column);
      change((known) => withMore(known, page));
      setPages((before) => ({ ...before, [column.stageId]: (before[column.stageId] ?? 0) + 1 }));
    } finally {
      setLoading(null);
    }
  };
  /** Shows the move at once and asks the server; a refusal puts the card back and is thrown. */
  const move = async (card: DealCard, stageId: string, extras: MoveExtras): Promise<Deal> => {
    await client.cancelQueries({ queryKey: key });
    moving.current += 1;
    change((known) => withMoved(known, card, stageId, new Date().toISOString()));
    try {
      return await api.post<Deal>(`/v1/deals/${card.id}/move`, { stageId, fromStageId: card.stageId, ...extras });
    } catch (error) {
      change((known) => withReturned(known, card, card.stageId));
      throw error;
    } finally {
      moving.current -= 1;
      // Only the last of several moves reads anew: an answer in between would not know of the others yet.
      if (moving.current === 0) void client.invalidateQueries({ queryKey: ['deals'] });
    }
  };
  return { board, more, loading, move };
}
