import type { z } from 'zod';
import type { BusinessCalendar } from '../../calendar/calendar.ts';
import type { Condition, Expression, ValueType } from '../../expressions/ast.ts';
import type { EventType } from '../../events.ts';
import type { Facts } from '../../expressions/facts.ts';
import type { JsonObject } from '../../json.ts';
import type { RecordRef, RecordType, SubjectType } from '../../records/record-types.ts';
import type { Duration, Whose } from '../../time.ts';
import type { RetryPolicy } from '../plan/plan.ts';
import type { StepResult } from '../run/run-types.ts';
import type { About } from './shared.ts';
import type { ControlNodeType, NodeCategory, NodeType, TriggerType } from './node-types.ts';

/** One way out of a step. `optional` ones (`error`) exist only where an edge leaves by them. */
export interface OutcomeSpec {
  readonly name: string;
  readonly optional?: boolean;
  /** The author's own name for it. */
  readonly label?: string;
  /** Leaves without the step's results. */
  readonly empty?: boolean;
}

/** A value that later steps can use: `{ kind: 'output', step, name }`. References hold a `RecordRef` as JSON. */
export interface OutputSpec {
  readonly name: string;
  readonly type: ValueType;
  readonly recordType?: RecordType;
  /** Later steps can read the record's fields too, as they were then: `record.email`. */
  readonly fields?: boolean;
  /** A list of such records, for steps that go through them one by one. */
  readonly listOf?: RecordType;
  /** One of the records of a list that another step gave. */
  readonly itemOf?: { readonly step: string; readonly name: string };
  /** Only there on the paths that go on beside the step. */
  readonly inside?: boolean;
  /** Not set after every outcome (e.g. only when the event came). */
  readonly maybe?: boolean;
}

/** Everything a config refers to, so that compiler, loader and rename tools need not know the type. Pointers are relative to the config. */
export interface References {
  readonly conditions?: readonly Located<Condition>[];
  readonly values?: readonly Located<TypedExpression>[];
  /** Text with `{{variables}}`. */
  readonly texts?: readonly Located<string>[];
  /** Field paths that are read without an expression, e.g. the recipient's address. */
  readonly paths?: readonly Located<string>[];
  /** Fields written, by path. */
  readonly writes?: readonly Located<string>[];
  readonly steps?: readonly Located<string>[];
  readonly outputs?: readonly Located<{ readonly step: string; readonly name: string }>[];
  readonly templates?: readonly Located<string>[];
  readonly users?: readonly Located<string>[];
  readonly teams?: readonly Located<string>[];
  readonly tags?: readonly Located<string>[];
  /** Automations that are run, and for what. */
  readonly automations?: readonly Located<{ readonly id: string; readonly about: About }>[];
  readonly stages?: readonly Located<string>[];
  /** Conditions about a record that is looked for; its fields stand under `found`. */
  readonly finds?: readonly Located<{ readonly recordType: SubjectType; readonly condition: Condition }>[];
  /** Fields that a new record is given. */
  readonly creates?: readonly Located<{ readonly recordType: SubjectType; readonly fields: readonly string[] }>[];
  /** Two records that are to be linked. */
  readonly links?: readonly Located<{ readonly record: About; readonly with: About }>[];
  /** Lists of related records that are gone through. */
  readonly lists?: readonly Located<string>[];
  /** The same for lists that earlier steps gave. */
  readonly listOutputs?: readonly Located<{ readonly step: string; readonly name: string }>[];
  /** Records that must be of a certain kind. */
  readonly mustBe?: readonly Located<{ readonly about: About; readonly recordType: RecordType }>[];
  /** Web addresses with variables; scheme and host must be written out. */
  readonly addresses?: readonly Located<string>[];
  /** Credentials of the tenant's store, and the address they would go to. */
  readonly credentials?: readonly Located<{ readonly id: string; readonly url: string }>[];
  /** Values read from an answer. */
  readonly answers?: readonly Located<{ readonly name: string; readonly path: string }>[];
  /** Forms and inbound webhooks that start runs. */
  readonly forms?: readonly Located<string>[];
  readonly inboundWebhooks?: readonly Located<string>[];
  /** Names of headers. */
  readonly headers?: readonly Located<string>[];
  readonly durations?: readonly Located<Duration>[];
  readonly eventTypes?: readonly Located<string>[];
  /** Texts that must not be empty. */
  readonly required?: readonly Located<string>[];
  /** Values that must be chosen. */
  readonly given?: readonly Located<boolean>[];
  /** What a wait does without its date; null has not been chosen. */
  readonly missingDate?: readonly Located<string | null>[];
  /** Percents that must add up to 100. */
  readonly shares?: readonly Located<readonly number[]>[];
  /** Lengths of lists that must not be empty. */
  readonly nonEmpty?: readonly Located<number>[];
  /** Variables of the run that are set. */
  readonly variables?: readonly Located<{ readonly name: string; readonly type: ValueType }>[];
  /** Changes the owner of the run's record. */
  readonly ownerWrites?: boolean;
  /** Sends to the address of the run's record. */
  readonly recipient?: boolean;
}
export interface Located<T> {
  readonly pointer: string;
  readonly value: T;
}
export interface TypedExpression {
  readonly expression: Expression;
  /** What the place accepts; empty accepts everything. */
  readonly accepts: readonly ValueType[];
  /** The field that the value is written into: its type is what the place accepts. */
  readonly into?: string;
  /** The same for a field of a record that is made. */
  readonly intoNew?: { readonly recordType: SubjectType; readonly field: string };
}

/** A sentence as message key (`steps.<type>.<key>`) and parameters; the UI translates, durations and conditions stay data. */
export interface Sentence {
  readonly key: string;
  readonly params: JsonObject;
}

/** The surroundings of a pure decision. Clock and calendar are values: nothing here reads the world. */
export interface DecideEnv {
  readonly facts: Facts;
  readonly subject: RecordRef;
  /** Business hours of the workspace, in their own zone. */
  readonly calendar: BusinessCalendar;
  /** Those of the record's owner and of their team, where the step asks for them and there is an owner. */
  readonly hours?: Readonly<Record<Whose, BusinessCalendar>> | undefined;
  /** Names the automation and the step: what spreads records evenly spreads them by it. */
  readonly seed: string;
  /** What the engine noted for the step when the run came to it, e.g. how many branches met there. */
  readonly noted?: JsonObject;
  /** Fields of its results that later steps read. */
  readonly keeps?: readonly string[];
}

/** Limits, in numbers, of what a step can do: the compiler's estimates add them up. */
export interface Estimate {
  readonly minSeconds: number;
  /** Null: no upper bound. */
  readonly maxSeconds: number | null;
  readonly messages: number;
}

/** One node type. `C` is its normalised config: every default filled in. */
export interface NodeSpec<T extends NodeType, C> {
  readonly type: T;
  readonly category: NodeCategory;
  /** Blueprint icon name. */
  readonly icon: string;
  readonly config: z.ZodType<C>;
  /** A config to begin with; may lack what only a person can fill in, which the compiler then reports. */
  readonly defaults: JsonObject;
  readonly outcomes: (config: C) => readonly OutcomeSpec[];
  readonly outputs: (config: C) => readonly OutputSpec[];
  readonly references: (config: C) => References;
  readonly sentence: (config: C) => Sentence;
  /** A short English sentence for timer summaries, logs and the Temporal UI. */
  readonly title: (config: C) => string;
  readonly retry: RetryPolicy;
  readonly estimate?: (config: C) => Estimate;
  /** The step that the path goes on with instead of an edge, and how often a run may do so. */
  readonly jump?: (config: C) => { readonly target: string; readonly maxVisits: number };
  /** Always ends the run. */
  readonly ends?: boolean | ((config: C) => boolean);
  /** Takes all its outcomes, side by side. */
  readonly parallel?: boolean;
  /** Outcomes whose paths go on beside the step, as often as it wants, and belong to it until they end. */
  readonly beside?: readonly string[];
  /** Branches that go on side by side meet in it. */
  readonly join?: boolean;
  /** Taken when the step is skipped; else the first outcome. */
  readonly skipOutcome?: string;
  /** Events about the run's record that the step causes, so that automations which start themselves are found. */
  readonly emits?: (config: C, subject: SubjectType) => readonly EventType[];
}

/** Control and wait nodes also decide; effect nodes are executed by commands. */
export interface ControlSpec<T extends ControlNodeType, C> extends NodeSpec<T, C> {
  readonly decide: (config: C, env: DecideEnv) => StepResult;
}

/** What starts runs. Enrolment (filter, key, re-enrolment) stands beside it in the definition. */
export interface TriggerSpec<T extends TriggerType, C> {
  readonly type: T;
  readonly icon: string;
  readonly config: z.ZodType<C>;
  readonly defaults: JsonObject;
  /** The event types that can match. */
  readonly events: (config: C) => readonly string[];
  /** What the event itself must say; an event that does not is no match (and no rejection). */
  readonly filter: (config: C) => Condition | null;
  readonly references: (config: C) => References;
  readonly sentence: (config: C) => Sentence;
  readonly title: (config: C) => string;
}
