import type { ReactionInput, Simulation, SimulationRequest, SimulationTotalsAnswer } from '../../../../api/contracts/simulations.ts';
import { api } from '../../lib/api/fetch-json.ts';

export interface ScenarioForm {
  readonly records: number;
  readonly days: number;
  readonly seed: number;
  readonly reactions: readonly ReactionInput[];
  readonly compare: boolean;
}

/** What people may do in a simulation, by what they answer. The rest of the event types come from the product, not from people. */
export const reactionEvents = {
  task: ['touch.logged', 'task.completed'],
  message: ['touch.logged', 'message.bounced'],
  start: ['touch.logged', 'activity.logged', 'note.created'],
} as const satisfies Readonly<Record<ReactionInput['to'], readonly ReactionInput['event'][]>>;

export const usualReaction: ReactionInput = {
  to: 'task',
  after: { amount: 1, unit: 'hours', business: true },
  probability: 0.5,
  event: 'touch.logged',
};

export function simulate(automationId: string, form: ScenarioForm): Promise<Simulation> {
  const request: SimulationRequest = {
    records: { newest: form.records },
    scenario: { days: form.days, seed: form.seed, reactions: [...form.reactions] },
    compareWithLive: form.compare,
  };
  return api.post<Simulation>(`/v1/automations/${automationId}/simulate`, request);
}

export interface StepLine {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly outcomes: readonly { readonly name: string; readonly count: number; readonly live: number | null }[];
}

/** Each step with its outcomes, those of the live version beside them; an outcome that only one of the two has counts 0 in the other. */
export function stepLines(simulation: Simulation): readonly StepLine[] {
  const { totals, live, steps } = simulation;
  return steps.map((step) => {
    const now = totals.outcomes[step.id] ?? {};
    const before = live?.outcomes[step.id] ?? {};
    const names = [...new Set([...Object.keys(now), ...Object.keys(before)])].sort();
    return {
      ...step,
      outcomes: names.map((name) => ({ name, count: now[name] ?? 0, live: live === null ? null : (before[name] ?? 0) })),
    };
  });
}

/** The day with most messages; null when none were sent. */
export function worstDay(totals: SimulationTotalsAnswer): { readonly day: string; readonly count: number } | null {
  const [worst] = Object.entries(totals.messagesPerDay).sort(([, a], [, b]) => b - a);
  return worst === undefined ? null : { day: worst[0], count: worst[1] };
}
