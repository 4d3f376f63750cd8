import { describe, expect, it } from 'vitest';
import type { Simulation } from '../../../../api/contracts/simulations.ts';
import { stepLines, worstDay } from './simulation-model.ts';

const totals = (outcomes: Simulation['totals']['outcomes'], messagesPerDay = {}): Simulation['totals'] => ({
  statuses: { succeeded: 0, failed: 0, cancelled: 0, exited: 0, held: 0, waiting: 0 },
  messages: 0,
  messagesPerDay,
  tasksPerPerson: [],
  outcomes,
  notReached: [],
});
const simulation = (live: Simulation['totals'] | null): Simulation => ({
  scenario: { startsAt: '2026-11-23T09:00:00.000Z', days: 30, seed: 1 },
  records: 3,
  steps: [{ id: 'wait', number: 1, title: 'Wait' }],
  runs: [],
  totals: totals({ wait: { happened: 2 } }),
  live,
});

describe('the result of a simulation', () => {
  it('stands beside the live version, outcome by outcome', () => {
    expect(stepLines(simulation(totals({ wait: { timed_out: 3 } })))[0]?.outcomes).toEqual([
      { name: 'happened', count: 2, live: 0 },
      { name: 'timed_out', count: 0, live: 3 },
    ]);
    expect(stepLines(simulation(null))[0]?.outcomes).toEqual([{ name: 'happened', count: 2, live: null }]);
  });

  it('names the day with most messages', () => {
    expect(worstDay(totals({}, { '2026-11-23': 2, '2026-11-24': 9 }))).toEqual({ day: '2026-11-24', count: 9 });
    expect(worstDay(totals({}))).toBeNull();
  });
});
