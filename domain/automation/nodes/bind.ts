import type { z } from 'zod';
import type { EventType } from '../../events.ts';
import type { Condition } from '../../expressions/ast.ts';
import type { JsonObject } from '../../json.ts';
import type { SubjectType } from '../../records/record-types.ts';
import type { RetryPolicy } from '../plan/plan.ts';
import type { NodeCategory, NodeType, TriggerType } from './node-types.ts';
import type { NodeConfigs, TriggerConfigs } from './registry.ts';
import { nodeSpecs, triggerSpecs } from './registry.ts';
import type { Estimate, NodeSpec, OutcomeSpec, OutputSpec, References, Sentence, TriggerSpec } from './spec.ts';

/** A spec with a valid config put in: what code works with that treats all node types alike. */
export interface BoundNode {
  readonly config: JsonObject;
  readonly category: NodeCategory;
  readonly outcomes: readonly OutcomeSpec[];
  readonly outputs: readonly OutputSpec[];
  readonly references: References;
  readonly sentence: Sentence;
  readonly title: string;
  readonly retry: RetryPolicy;
  readonly estimate: Estimate;
  readonly jump: { readonly target: string; readonly maxVisits: number } | null;
  readonly ends: boolean;
  readonly parallel: boolean;
  readonly join: boolean;
  readonly beside: readonly string[];
  readonly skipOutcome: string;
  readonly emits: (subject: SubjectType) => readonly EventType[];
}

export interface BoundTrigger {
  readonly config: JsonObject;
  readonly events: readonly string[];
  readonly filter: Condition | null;
  readonly references: References;
  readonly sentence: Sentence;
  readonly title: string;
}

/** One thing a schema found wrong with a setting or definition. */
export type SchemaIssue = z.core.$ZodIssue;

export type Bound<T> = { readonly ok: true; readonly bound: T } | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

const instant: Estimate = { minSeconds: 0, maxSeconds: 0, messages: 0 };

/** Validates a config by the schema of its type, fills in defaults and binds the spec to it. */
export function bindNode<T extends NodeType>(type: T, config: unknown): Bound<BoundNode> {
  const spec: NodeSpec<T, NodeConfigs[T]> = nodeSpecs[type];
  const parsed = spec.config.safeParse(config);
  if (!parsed.success) return { ok: false, issues: parsed.error.issues };
  const valid = parsed.data;
  const outcomes = spec.outcomes(valid);
  const emits = spec.emits;
  const ends = typeof spec.ends === 'function' ? spec.ends(valid) : (spec.ends ?? false);
  return {
    ok: true,
    bound: {
      config: valid as unknown as JsonObject, // configs are JSON by their schemas
      category: spec.category,
      outcomes,
      outputs: spec.outputs(valid),
      references: spec.references(valid),
      sentence: spec.sentence(valid),
      title: spec.title(valid),
      retry: spec.retry,
      estimate: spec.estimate?.(valid) ?? instant,
      jump: spec.jump?.(valid) ?? null,
      ends,
      parallel: spec.parallel ?? false,
      join: spec.join ?? false,
      beside: spec.beside ?? [],
      skipOutcome: spec.skipOutcome ?? outcomes[0]?.name ?? (ends ? 'exit' : 'next'),
      emits: (subject) => emits?.(valid, subject) ?? [],
    },
  };
}

export function bindTrigger<T extends TriggerType>(type: T, config: unknown): Bound<BoundTrigger> {
  const spec: TriggerSpec<T, TriggerConfigs[T]> = triggerSpecs[type];
  const parsed = spec.config.safeParse(config);
  if (!parsed.success) return { ok: false, issues: parsed.error.issues };
  const valid = parsed.data;
  return {
    ok: true,
    bound: {
      config: valid,
      events: spec.events(valid),
      filter: spec.filter(valid),
      references: spec.references(valid),
      sentence: spec.sentence(valid),
      title: spec.title(valid),
    },
  };
}
