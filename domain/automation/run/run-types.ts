import type { Evaluation } from '../../expressions/ast.ts';
import type { JsonObject } from '../../json.ts';
import type { RecordRef } from '../../records/record-types.ts';
import type { Instant } from '../../time.ts';
import type { PlanStep } from '../plan/plan.ts';

/** The key of one execution of a step: with the run's id it makes every effect happen once. */
export interface StepKey {
  /** Raised by retry, move to another version and start-from-here. */
  readonly epoch: number;
  readonly step: string;
  /** 1 for the first time the run enters the step. */
  readonly visit: number;
}

/** Everything the pure engine remembers of a run. Stored as JSONB in the run's row; histories never hold it. */
export interface RunState {
  readonly epoch: number;
  /** Step id -> how often it was entered. */
  readonly visits: Readonly<Record<string, number>>;
  readonly waits: readonly OpenWait[];
  /** Step id -> outputs of its last visit. */
  readonly outputs: Readonly<Record<string, JsonObject>>;
  readonly ended: RunEnd | null;
  readonly held: Hold | null;
}

export type RunEnd = { readonly status: 'succeeded' | 'failed' | 'cancelled' | 'exited'; readonly reason: string };
export type Hold = { readonly reason: string; readonly key: StepKey | null };

/** A step that is waiting: for an instant, for an event, for work outside, or for both the first two. */
export interface OpenWait {
  readonly key: StepKey;
  readonly title: string;
  /** When it times out; null waits for ever (only where the compiler allows it). */
  readonly deadline: Instant | null;
  readonly since: Instant;
  readonly event: EventWait | null;
  /** Outcome taken when the deadline passes. */
  readonly onDeadline: string;
}

/** Exactly the events of `record` with a number above `after` are inside the window. */
export interface EventWait {
  readonly record: RecordRef;
  readonly types: readonly string[];
  /** Filter of the node's config, evaluated against each event and the record. */
  readonly after: string;
  readonly onEvent: string;
}

/** What happened to a run, the only input of `advance` beside plan and state. */
export type RunEvent =
  | { readonly type: 'started' }
  | { readonly type: 'step_finished'; readonly key: StepKey; readonly outcome: string; readonly output: JsonObject }
  | { readonly type: 'step_waits'; readonly wait: OpenWait }
  | { readonly type: 'wait_ended'; readonly key: StepKey; readonly outcome: string; readonly output: JsonObject }
  | { readonly type: 'step_failed'; readonly key: StepKey; readonly error: string }
  | { readonly type: 'exit'; readonly reason: string; readonly status: 'exited' | 'cancelled' }
  | { readonly type: 'retry'; readonly key: StepKey };

/** What the driver (segment or simulator) must do next. */
export type RunCommand =
  | { readonly type: 'execute'; readonly key: StepKey; readonly step: PlanStep }
  | { readonly type: 'end'; readonly end: RunEnd }
  | { readonly type: 'hold'; readonly hold: Hold };

export interface Advanced {
  readonly state: RunState;
  readonly commands: readonly RunCommand[];
}

/** What executing a step gives; control and wait nodes decide it purely, effects through commands. */
export type StepResult =
  | {
      readonly kind: 'done';
      readonly outcome: string;
      readonly inputs?: JsonObject;
      readonly output?: JsonObject;
      readonly evaluation?: Evaluation;
    }
  | {
      readonly kind: 'wait';
      readonly deadline: Instant | null;
      readonly onDeadline: string;
      readonly event?: { readonly record: RecordRef; readonly types: readonly string[]; readonly onEvent: string; readonly since?: string };
      readonly inputs?: JsonObject;
    }
  | { readonly kind: 'skip'; readonly outcome: string; readonly reason: string };
