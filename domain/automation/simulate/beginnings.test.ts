import { describe, expect, it } from 'vitest';
import { compileContext, definition, officeHours, step } from '../../../test/factories/definitions.ts';
import { compile } from '../compile/compile.ts';
import type { AutomationDefinition } from '../definition/definition.ts';
import type { JsonObject } from '../../json.ts';
import type { SimulatedWorld } from './scenario.ts';
import { simulateNow } from './simulate.ts';

const world: SimulatedWorld = { tenant: { name: 'Acme', timezone: 'Europe/Berlin' }, calendar: officeHours, people: [], teams: [] };

function simulated(trigger: AutomationDefinition['trigger'], fields: JsonObject, more: Partial<AutomationDefinition> = {}) {
  const of = definition([step('note', 'record.log_activity', { subject: 'due {{event.data.dueAt}}' }), step('rest', 'wait.duration')], {
    trigger,
    ...more,
  });
  const { plan, diagnostics } = compile(of, compileContext());
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const subject = { ref: { type: 'lead', id: 'lead-1' } as const, name: 'Kim', json: { id: 'lead-1', ...fields } };
  const scenario = { startsAt: '2026-11-23T09:00:00.000Z', days: 90, seed: 1, reactions: [] };
  const [run] = simulateNow(plan, [subject], world, scenario).runs;
  return {
    status: run?.status,
    begins: run?.timeline.filter((entry) => entry.step === 'note').map((entry) => entry.at),
    timeline: run?.timeline,
  };
}

const byDate = (days: readonly number[]) =>
  ({
    id: 'start',
    type: 'trigger.date',
    config: { field: 'lead.followUpAt', offsets: days.map((amount) => ({ direction: 'before', amount, unit: 'days' })), at: '09:00' },
  }) as const;
const keyed = { enrollment: { filter: null, key: 'event.data.occasion', reenroll: 'after_end', whileActive: 'ignore' } } as const;

describe('a simulation of what begins by time', () => {
  it('reaches the due date on the virtual clock', () => {
    expect(simulated(byDate([30]), { followUpAt: '2027-01-20T12:00:00.000Z' })).toMatchObject({
      status: 'succeeded',
      begins: ['2026-12-21T08:00:00.000Z'],
    });
  });

  it('begins a run for each distance where each has a key of its own', () => {
    const found = simulated(byDate([30, 28]), { followUpAt: '2027-01-20T12:00:00.000Z' }, keyed);
    expect(found.begins).toEqual(['2026-12-21T08:00:00.000Z', '2026-12-23T08:00:00.000Z']);
  });

  it('keeps the record out while a run of it is under way where it has one key', () => {
    const once = { enrollment: { filter: null, key: 'record', reenroll: 'after_end', whileActive: 'ignore' } } as const;
    expect(simulated(byDate([30, 28, 20]), { followUpAt: '2027-01-20T12:00:00.000Z' }, once).begins).toEqual([
      '2026-12-21T08:00:00.000Z',
      '2026-12-31T08:00:00.000Z',
    ]);
  });

  it('says so when nothing is due', () => {
    for (const followUpAt of ['2029-01-20T12:00:00.000Z', null]) {
      const { status, begins, timeline } = simulated(byDate([30]), { followUpAt });
      expect({ status, begins }).toEqual({ status: 'waiting', begins: [] });
      expect(timeline).toEqual([expect.objectContaining({ details: { reason: 'It is not due within the simulated time.' } })]);
    }
  });

  it('follows a schedule', () => {
    const schedule = { id: 'start', type: 'trigger.schedule', config: { cron: '0 9 1 * *' } } as const;
    expect(simulated(schedule, {}, keyed).begins).toEqual([
      '2026-12-01T08:00:00.000Z',
      '2027-01-01T08:00:00.000Z',
      '2027-02-01T08:00:00.000Z',
    ]);
  });
});
