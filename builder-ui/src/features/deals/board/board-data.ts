import type { BoardColumn, DealBoard, DealCard } from '../../../../../api/contracts/deal-board.ts';

type Sums = BoardColumn['sums'];

/** The board with a card in another column, on top, and counts and sums that say so. A column without the card is left alone. */
export function withMoved(board: DealBoard, card: DealCard, toStageId: string, now: string): DealBoard {
  if (card.stageId === toStageId) return board;
  const moved = { ...card, stageId: toStageId, stageEnteredAt: now };
  return { ...board, columns: board.columns.map((column) => columnAfter(column, card, moved)) };
}

/** The board as it was before `withMoved`, for this card only: what else has changed meanwhile stays. */
export function withReturned(board: DealBoard, card: DealCard, fromStageId: string): DealBoard {
  const there = board.columns.flatMap((column) => column.cards).find((one) => one.id === card.id);
  if (there === undefined || there.stageId === fromStageId) return board;
  return { ...board, columns: board.columns.map((column) => columnAfter(column, there, { ...card, stageId: fromStageId })) };
}

function columnAfter(column: BoardColumn, before: DealCard, after: DealCard): BoardColumn {
  if (column.stageId === before.stageId) {
    return {
      ...column,
      count: Math.max(0, column.count - 1),
      sums: added(column.sums, before.currency, -before.amountMinor, column.count === 1),
      cards: column.cards.filter((card) => card.id !== before.id),
    };
  }
  if (column.stageId !== after.stageId) return column;
  const cards = [...column.cards.filter((card) => card.id !== after.id), after];
  return {
    ...column,
    count: column.count + 1,
    sums: added(column.sums, after.currency, after.amountMinor, false),
    cards: cards.toSorted((a, b) =>
      a.stageEnteredAt === b.stageEnteredAt ? compare(b.id, a.id) : compare(b.stageEnteredAt, a.stageEnteredAt),
    ),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function added(sums: Sums, currency: string, amountMinor: number, emptied: boolean): Sums {
  if (emptied) return [];
  const known = sums.find((sum) => sum.currency === currency);
  if (known === undefined) return [...sums, { currency, amountMinor }];
  return sums.map((sum) => (sum === known ? { currency, amountMinor: sum.amountMinor + amountMinor } : sum));
}

/** A further page of one column behind what it shows. */
export function withMore(board: DealBoard, page: BoardColumn): DealBoard {
  const columns = board.columns.map((column) => {
    if (column.stageId !== page.stageId) return column;
    const known = new Set(column.cards.map((card) => card.id));
    return { ...column, cards: [...column.cards, ...page.cards.filter((card) => !known.has(card.id))], next: page.next };
  });
  return { ...board, columns };
}
