import type { Condition } from '../../expressions/ast.ts';
import type { JsonObject } from '../../json.ts';
import type { SubjectType } from '../../records/record-types.ts';
import type { ExitRule, Settings, EnrollmentRule } from '../definition/definition.ts';
import type { NodeType, TriggerType } from '../nodes/node-types.ts';

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
}

export interface PlanTrigger {
  readonly id: string;
  readonly type: TriggerType;
  readonly config: JsonObject;
  /** The event types that can match, for the relay's index; empty for a manual trigger. */
  readonly events: readonly string[];
  readonly filter: Condition | null;
}

export interface PlanStep {
  /** The node's id: stable across edits. */
  readonly id: string;
  readonly number: number;
  readonly type: NodeType;
  readonly title: string;
  readonly config: JsonObject;
  /** Outcome name -> id of the next step, or null where the path ends. */
  readonly next: Readonly<Record<string, string | null>>;
  /** How often one run may enter the step before it is held (bounds loops). */
  readonly maxVisits: number;
}

export interface PlanSegment {
  readonly entry: string;
  readonly steps: readonly string[];
  /** Field paths read anywhere in the segment, so that one query loads them. */
  readonly reads: readonly string[];
}
