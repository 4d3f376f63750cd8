import { compile } from '../../../domain/automation/compile/compile.ts';
import { normalize } from '../../../domain/automation/compile/normalize.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import { modelOf } from '../../../domain/automation/validate/model.ts';
import { compileContext } from '../../factories/definitions.ts';

/** One finished step, in the order in which it came to its end or, for a wait, its beginning. */
export interface Traced {
  readonly step: string;
  readonly outcome: string;
}

/** What a run did, branch by branch: within one the order counts, between those side by side it does not. */
export interface Trace {
  readonly end: string;
  readonly branches: Readonly<Record<string, readonly string[]>>;
  /** Branches of which several may be under way at the same time. */
  readonly overlapping: readonly string[];
}

/**
 * Whether two traces tell the same. A hold or an exit in one branch stops the others wherever they are, and how far they got by then is
 * chance: there, what one did must be how the other began.
 */
export function agree(one: Trace, other: Trace): boolean {
  const names = [...new Set([...Object.keys(one.branches), ...Object.keys(other.branches)])];
  const stopped = names.length > 1 && (one.end === 'held' || one.end === 'exited');
  if (one.end !== other.end) return false;
  return names.every((name) => {
    const [a, b] = [one.branches[name] ?? [], other.branches[name] ?? []];
    if (!stopped) return JSON.stringify(a) === JSON.stringify(b);
    const [short, long] = a.length < b.length ? [a, b] : [b, a];
    return one.overlapping.includes(name) ? isPartOf(short, long) : short.every((step, index) => step === long[index]);
  });
}

function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  const left = [...whole];
  return part.every((step) => {
    const at = left.indexOf(step);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** Whether publishing would refuse it for the events that one run may come to: loops within loops. */
export function isTooLong(definition: AutomationDefinition): boolean {
  return compile(definition, compileContext()).diagnostics.some((one) => one.code === 'AUT-009');
}

export function planOf(definition: AutomationDefinition): Plan {
  const { plan, diagnostics } = compile(definition, compileContext());
  if (plan === null) throw new Error(`the drawing is not valid: ${JSON.stringify(diagnostics.filter((one) => one.severity === 'error'))}`);
  return plan;
}

/** Rounds of a loop and reminders overlap: there only what was done counts. */
export function traceOf(definition: AutomationDefinition, end: string, steps: readonly Traced[]): Trace {
  const { normalized } = normalize(definition);
  if (normalized === null) throw new Error('the drawing is not valid');
  const { scopes, graph } = modelOf(normalized, compileContext());
  const branches: Record<string, string[]> = {};
  const overlapping = new Set<string>();
  for (const { step, outcome } of steps) {
    const sides = scopes.of(step);
    const name = sides.map((side) => `${side.step}.${side.outcome}`).join(' ') || 'main';
    if (sides.some((side) => graph.byId.get(side.step)?.bound?.parallel !== true)) overlapping.add(name);
    (branches[name] ??= []).push(`${step} ${outcome}`);
  }
  for (const name of overlapping) branches[name]?.sort();
  return {
    end,
    branches: Object.fromEntries(Object.entries(branches).sort(([a], [b]) => (a < b ? -1 : 1))),
    overlapping: [...overlapping],
  };
}
