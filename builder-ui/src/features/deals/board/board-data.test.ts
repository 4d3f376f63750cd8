import { describe, expect, it } from 'vitest';
import type { DealBoard, DealCard } from '../../../../../api/contracts/deal-board.ts';
import { withMore, withMoved, withReturned } from './board-data.ts';

const card = (id: string, stageId: string, amountMinor: number, stageEnteredAt: string): DealCard => ({
  id,
  version: 1,
  name: id,
  stageId,
  status: 'open',
  locked: false,
  amountMinor,
  currency: 'EUR',
  contact: null,
  company: null,
  owner: null,
  source: null,
  stageEnteredAt,
  expectedCloseOn: null,
  nextStep: null,
});

const a = card('a', 'qualify', 100, '2026-01-01T00:00:00.000Z');
const b = card('b', 'qualify', 50, '2026-01-02T00:00:00.000Z');
const board: DealBoard = {
  pipelineId: 'p',
  columns: [
    { stageId: 'qualify', count: 2, sums: [{ currency: 'EUR', amountMinor: 150 }], cards: [b, a], next: null },
    { stageId: 'offer', count: 0, sums: [], cards: [], next: null },
  ],
};
const shown = (of: DealBoard) => of.columns.map((column) => [column.count, column.sums[0]?.amountMinor, column.cards.map((one) => one.id)]);

describe('the board', () => {
  it('moves a card on top of its new column, with counts and sums', () => {
    expect(shown(withMoved(board, a, 'offer', '2026-02-01T00:00:00.000Z'))).toEqual([
      [1, 50, ['b']],
      [1, 100, ['a']],
    ]);
  });

  it('puts a refused card back where it was, and keeps what moved meanwhile', () => {
    const both = withMoved(withMoved(board, a, 'offer', '2026-02-01T00:00:00.000Z'), b, 'offer', '2026-02-02T00:00:00.000Z');
    expect(shown(withReturned(both, a, 'qualify'))).toEqual([
      [1, 100, ['a']],
      [1, 50, ['b']],
    ]);
    expect(withReturned(withMoved(board, a, 'offer', '2026-02-01T00:00:00.000Z'), a, 'qualify')).toEqual(board);
  });

  it('shows a further page once', () => {
    const page = { stageId: 'qualify', count: 3, sums: [], cards: [a, card('c', 'qualify', 1, '2025-01-01T00:00:00.000Z')], next: 'x' };
    expect(shown(withMore(board, page))[0]?.[2]).toEqual(['b', 'a', 'c']);
  });
});
