import { describe, expect, it } from 'vitest';
import type { PriorityCandidate } from './priority-rules.ts';
import { rankPriorities } from './priority-rules.ts';

const now = new Date('2026-11-19T12:00:00Z');
const at = { now, endOfToday: new Date('2026-11-19T23:59:59Z'), endOfWeek: new Date('2026-11-22T23:59:59Z') };
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const task = (id: string, due: number | null, more: Partial<Extract<PriorityCandidate, { kind: 'task' }>> = {}): PriorityCandidate => ({
  kind: 'task',
  id,
  taskKind: 'general',
  priority: 'medium',
  dueAt: due === null ? null : inMinutes(due),
  createdAt: inMinutes(-5000),
  ...more,
});

describe('rankPriorities', () => {
  it('puts overdue first touches first and what has no date last', () => {
    const ranked = rankPriorities(
      [
        task('no-date', null),
        task('next-week', 60 * 24 * 8),
        task('tomorrow', 60 * 24),
        { kind: 'lead', id: 'hot', score: 90, lastTouchedAt: null, createdAt: inMinutes(-3000) },
        { kind: 'lead', id: 'cold', score: 10, lastTouchedAt: inMinutes(-9000), createdAt: inMinutes(-90000) },
        task('today', 300),
        task('late-low', -5000, { priority: 'low' }),
        task('late-urgent', -10, { priority: 'urgent' }),
        task('touch-soon', 20, { taskKind: 'first_touch' }),
        task('touch-late', -12, { taskKind: 'first_touch' }),
        task('touch-later-today', 400, { taskKind: 'first_touch' }),
      ],
      at,
    );
    expect(ranked.map((one) => one.candidate.id)).toEqual([
      'touch-late',
      'touch-soon',
      'late-urgent',
      'late-low',
      'today',
      'touch-later-today',
      'hot',
      'cold',
      'tomorrow',
      'next-week',
      'no-date',
    ]);
    expect(ranked[0]).toMatchObject({
      group: 'late',
      requiredAction: 'log_touch',
      overdueMinutes: 12,
      reason: { key: 'first_touch_overdue', params: { minutes: 12 } },
    });
    expect(ranked.find((one) => one.candidate.id === 'hot')).toMatchObject({ group: 'no_next_step', requiredAction: 'set_next_step' });
  });
});
