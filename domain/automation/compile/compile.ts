import type { Footprint } from '../analysis/footprint.ts';
import { footprintOf } from '../analysis/footprint.ts';
import type { Json } from '../../json.ts';
import { canonicalJson } from '../plan/canonical-json.ts';
import type { Plan } from '../plan/plan.ts';
import { sha256 } from '../plan/sha256.ts';
import type { Diagnostic } from '../validate/diagnostic.ts';
import { modelOf } from '../validate/model.ts';
import { validate } from '../validate/validate.ts';
import type { CompileContext } from './context.ts';
import type { PlanEstimate } from './estimate.ts';
import { estimate } from './estimate.ts';
import { fuse } from './fuse.ts';
import { lower } from './lower.ts';
import { normalize } from './normalize.ts';
import { number } from './number.ts';

export interface Compiled {
  /** Null as long as there is an error. */
  readonly plan: Plan | null;
  /** Names the plan by its content: the same definition always has the same. */
  readonly hash: string | null;
  readonly estimate: PlanEstimate | null;
  /** What others notice of it; null while its form is not right. */
  readonly footprint: Footprint | null;
  /** Errors first, then warnings, each in reading order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** From what a person drew (or anything else) to an immutable plan. Never throws on input: what is wrong is said in diagnostics. */
export function compile(input: unknown, context: CompileContext): Compiled {
  const { normalized, diagnostics: form } = normalize(input);
  if (normalized === null) return { plan: null, hash: null, estimate: null, footprint: null, diagnostics: sorted(form) };
  const model = modelOf(normalized, context);
  const diagnostics = sorted([...form, ...validate(model)], model.graph.order);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error'))
    return { plan: null, hash: null, estimate: estimate(model.graph, model.scopes), footprint: footprintOf(normalized), diagnostics };
  const steps = lower(model);
  const plan = number(model, steps, fuse(model, steps));
  return { plan, hash: hashOf(plan), estimate: estimate(model.graph, model.scopes), footprint: footprintOf(normalized), diagnostics };
}

export function hashOf(plan: Plan): string {
  // A plan is JSON by its schemas; interfaces have no index signature, so the type checker cannot see it.
  return sha256(canonicalJson(plan as unknown as Json));
}

function sorted(diagnostics: readonly Diagnostic[], order: readonly string[] = []): readonly Diagnostic[] {
  const position = new Map(order.map((id, index) => [id, index + 1]));
  const rank = (diagnostic: Diagnostic): number => (diagnostic.nodeId === null ? 0 : (position.get(diagnostic.nodeId) ?? order.length + 1));
  const severity = (diagnostic: Diagnostic): number => (diagnostic.severity === 'error' ? 0 : 1);
  return [...diagnostics].sort((a, b) => severity(a) - severity(b) || rank(a) - rank(b));
}
