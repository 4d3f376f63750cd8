import type { Condition } from '../../expressions/ast.ts';
import type { JsonObject } from '../../json.ts';
import type { SubjectType } from '../../records/record-types.ts';
import type { NodeType, TriggerType } from '../nodes/node-types.ts';

/** What an admin draws. No positions: the canvas computes them. The zod schema that validates it stands in `schema.ts`. */
export interface AutomationDefinition {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly description?: string;
  readonly subject: SubjectType;
  readonly trigger: TriggerNode;
  readonly enrollment: EnrollmentRule;
  readonly exit: readonly ExitRule[];
  readonly settings: Settings;
  readonly nodes: readonly DefinitionNode[];
  readonly edges: readonly DefinitionEdge[];
}

export interface TriggerNode {
  readonly id: string;
  readonly type: TriggerType;
  readonly config: JsonObject;
}

export interface DefinitionNode {
  readonly id: string;
  readonly type: NodeType;
  /** The author's own name of the step; empty means the sentence of its type is shown. */
  readonly name?: string;
  readonly note?: string;
  /** What happens when it fails; left out, the type's retries and the automation's rule hold. */
  readonly onFailure?: FailureRule;
  readonly config: JsonObject;
}

/** What a step does that fails. A branch drawn for `error` goes before `rule`. */
export interface FailureRule {
  readonly retry?: RetryRule;
  /** After the last attempt: hold the run for a person, fail it, or go on as if the step had been skipped. */
  readonly rule?: 'hold' | 'fail' | 'go_on';
}

/** `attempts` includes the first. Delays grow by `factor` from `firstDelaySeconds` to `maxDelaySeconds`. */
export interface RetryRule {
  readonly attempts: number;
  readonly firstDelaySeconds: number;
  readonly factor: number;
  readonly maxDelaySeconds: number;
  /** The classes of error that are tried again; all others go to the rule at once. */
  readonly on: readonly ErrorClass[];
}

/** `refused`: its values do not allow it. `unavailable`: somebody outside does not answer. `fault`: anything unforeseen. */
export const errorClasses = ['refused', 'unavailable', 'fault'] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** From the trigger or a node, by the outcome it leaves through. The trigger's outcome is `next`. */
export interface DefinitionEdge {
  readonly from: string;
  readonly outcome: string;
  readonly to: string;
}

export const whileActiveAnswers = ['ignore', 'restart', 'queue', 'beside'] as const;

export interface EnrollmentRule {
  readonly filter: Condition | null;
  /** `record`: one run per record; otherwise a path into the event such as `event.data.appointmentId`. */
  readonly key: string;
  readonly reenroll: 'never' | 'after_end' | 'always';
  /** What a new matching event does while a run of the key is active: nothing, end it and begin anew, begin after it, or begin beside it. */
  readonly whileActive: (typeof whileActiveAnswers)[number];
  /** Left out: the automation is in no exclusivity group. */
  readonly exclusive?: ExclusiveRule;
  /** Left out: nobody is kept out for being in a segment. */
  readonly suppression?: SuppressionRule;
}

/** A record is in one automation of a group at a time. */
export interface ExclusiveRule {
  /** Id of the group. */
  readonly group: string;
  /** The higher one takes a record over from the lower; between equals, whoever has it keeps it. */
  readonly priority: number;
}

/** Members of these segments are never enrolled. */
export interface SuppressionRule {
  /** Ids of segments of the automation's kind of record. */
  readonly segments: readonly string[];
  /** Whether a run ends when its record comes to be in one of them; looked at wherever exit rules are. */
  readonly leave: boolean;
}

/** Checked at every gate. By condition on the record, or by an event about it. */
export type ExitRule =
  | { readonly kind: 'condition'; readonly reason: string; readonly when: Condition }
  | { readonly kind: 'event'; readonly reason: string; readonly events: readonly string[]; readonly when: Condition | null };

export interface Settings {
  /** IANA zone for waits and windows of the automation; `tenant` follows the tenant's. */
  readonly timeZone: string;
  /** What a failed step does after its retries: hold the run for a person, or fail it. */
  readonly onError: 'hold' | 'fail';
  /** At most this many enrolments of one record within the window, then the loop guard rejects. */
  readonly loopGuard: { readonly max: number; readonly perHours: number };
}
