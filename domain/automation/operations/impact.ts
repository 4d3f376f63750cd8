import { stepOf } from '../plan/plan-index.ts';
import type { Plan } from '../plan/plan.ts';

/** What becomes of the runs of an older version that stand at one step when another version is published. */
export interface ImpactChoice {
  readonly version: number;
  /** Null: runs that have not begun. */
  readonly step: string | null;
  readonly choice: 'stay' | 'move' | 'exit';
  /** Where a moved run goes on; left out: at the step of the same id. */
  readonly target?: string;
}

/** The choice for a run by the steps it stands at: the first of them that somebody chose for; otherwise it stays. */
export function choiceFor(choices: readonly ImpactChoice[], version: number, standing: readonly string[]): ImpactChoice['choice'] {
  const places: readonly (string | null)[] = standing.length === 0 ? [null] : standing;
  for (const place of places) {
    const found = choices.find((one) => one.version === version && one.step === place);
    if (found !== undefined) return found.choice;
  }
  return 'stay';
}

/** Where the runs of a version go on, of those that somebody named. */
export function mapFor(choices: readonly ImpactChoice[], version: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    choices.flatMap((one) => (one.version === version && one.step !== null && one.target !== undefined ? [[one.step, one.target]] : [])),
  );
}

/** What is proposed for runs at a step: a step that is there still, and still of its kind, is moved; everything else stays. */
export function proposedFor(from: Plan, to: Plan, step: string | null): 'stay' | 'move' {
  if (step === null) return 'move';
  const target = stepOf(to, step);
  return target !== undefined && target.type === stepOf(from, step)?.type ? 'move' : 'stay';
}

/** How many messages may follow from a step before the run waits again, on its longest way. Loops are gone through once. */
export function messagesFrom(plan: Plan, step: string, seen: ReadonlySet<string> = new Set()): number {
  const at = stepOf(plan, step);
  if (at === undefined || seen.has(step)) return 0;
  if (at.category === 'wait' && seen.size > 0) return 0;
  const own = at.type.startsWith('message.') ? 1 : 0;
  const beyond = new Set([...seen, step]);
  const following = Object.values(at.next).map((next) => (next === null ? 0 : messagesFrom(plan, next, beyond)));
  return own + Math.max(0, ...following);
}
