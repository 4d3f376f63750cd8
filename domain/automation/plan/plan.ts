import type { Condition } from '../../expressions/ast.ts';
import type { JsonObject } from '../../json.ts';
import type { SubjectType } from '../../records/record-types.ts';
import type { EnrollmentRule, ErrorClass, ExitRule, Settings } from '../definition/definition.ts';
import type { NodeCategory, NodeType, TriggerType } from '../nodes/node-types.ts';

/**
 * The compiled, immutable form of an automation version: JSON only, no positions, found by its content hash.
 * The engine reads nothing else.
 */
export interface Plan {
  readonly planVersion: 1;
  readonly subject: SubjectType;
  readonly trigger: PlanTrigger;
  readonly enrollment: EnrollmentRule;
  readonly exit: readonly ExitRule[];
  readonly settings: Settings;
  /** Id of the first step; null for an automation that ends at once. */
  readonly entry: string | null;
  /** In the order in which a person reads them; `number` is the index + 1. */
  readonly steps: readonly PlanStep[];
  /** Maximal chains of steps that need no wait between them: they run in one transaction. */
  readonly segments: readonly PlanSegment[];
  /** Field paths the exit rules read, for the gate's query. */
  readonly exitReads: readonly string[];
  /** Everything outside the plan that it names, so that a deleted template, user or field is found by query. */
  readonly references: readonly PlanReference[];
}

/** Something outside the plan that a step names; checked when the definition is compiled. */
export interface PlanReference {
  readonly kind: 'template' | 'user' | 'team' | 'custom_field' | 'tag' | 'stage';
  readonly id: string;
  readonly step: string | null;
}

export interface PlanTrigger {
  readonly id: string;
  readonly type: TriggerType;
  readonly config: JsonObject;
  /** The event types that can match, for the relay's index; empty for a manual trigger. */
  readonly events: readonly string[];
  readonly filter: Condition | null;
  /** Field paths that filter and trigger read, for the relay's query. */
  readonly reads: readonly string[];
}

export interface PlanStep {
  /** The node's id: stable across edits. */
  readonly id: string;
  readonly number: number;
  readonly type: NodeType;
  readonly category: NodeCategory;
  /** The author's name of the step, else a short English sentence: timer summaries and run pages show it. */
  readonly title: string;
  /** Normalised: every default is filled in. `ConfigOf<type>` of the registry, read through `configOf(step)`. */
  readonly config: JsonObject;
  /** Outcome name -> id of the next step, or null where the path ends. */
  readonly next: Readonly<Record<string, string | null>>;
  /** How often one run may enter the step before it is held (bounds loops). */
  readonly maxVisits: number;
  /** Taken when the step is skipped, e.g. by the catch-up policy of a resume. */
  readonly defaultOutcome: string;
  readonly retry: RetryPolicy;
  /** What a failure does after the last attempt: leave by the outcome `error`, hold the run, fail it, or leave by the default outcome. */
  readonly onError: 'branch' | 'hold' | 'fail' | 'go_on';
  /** A wait counts events since this step: the engine notes the event number before it executes. */
  readonly marks: boolean;
  /** How many branches that go on side by side stand around a goal: the run goes on in them when it is reached early. */
  readonly depth?: number;
  /** Fields of its results that later steps read, e.g. `record.email`: what else a found record holds is not kept. */
  readonly keeps?: readonly string[];
}

/** `attempts` includes the first. Delays grow by `factor` from `firstDelaySeconds` to `maxDelaySeconds`. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelaySeconds: number;
  readonly factor: number;
  readonly maxDelaySeconds: number;
  /** The classes of error that are tried again; left out, all but `refused`. */
  readonly on?: readonly ErrorClass[];
}

export interface PlanSegment {
  readonly entry: string;
  readonly steps: readonly string[];
  /** Field paths read anywhere in the segment, so that one query loads them. */
  readonly reads: readonly string[];
}
