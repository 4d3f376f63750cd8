import type { Evaluation } from '../../expressions/ast.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { ErrorClass } from '../definition/definition.ts';
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
  /** The branch it stands in, where several go on side by side. No part of what makes the key unique. */
  readonly scope?: string;
}

/** Branches that go on side by side, until they meet or have all ended. */
export interface Fork {
  /** The step that opened them. */
  readonly step: string;
  /** The branch that step stood in. */
  readonly parent?: string;
  readonly branches: Readonly<Record<string, 'open' | 'arrived' | 'ended'>>;
  /** The step they meet in, once the first has come there. */
  readonly join?: string;
  /** Rounds of a loop: every branch is one of them, named by the place of its item. */
  readonly each?: {
    readonly items: readonly JsonObject[];
    /** The place of the item whose round is next. */
    readonly next: number;
    readonly atOnce: number;
    /** What only the rounds under way know. */
    readonly frames: Readonly<Record<string, Frame>>;
  };
}

/** What belongs to one round of a loop alone. */
export interface Frame {
  readonly outputs: Readonly<Record<string, JsonObject>>;
  readonly visits: Readonly<Record<string, number>>;
}

/** Everything the pure engine remembers of a run. Stored as JSONB in the run's row; histories never hold it. */
export interface RunState {
  /** False until `started` was taken. */
  readonly started: boolean;
  readonly epoch: number;
  /** Step id -> how often it was entered. */
  readonly visits: Readonly<Record<string, number>>;
  /** Entered and not yet executed, oldest first: the run's tokens that need no waiting. Several with parallel branches. */
  readonly ready: readonly StepKey[];
  readonly waits: readonly OpenWait[];
  /** Step id -> failed attempts of its current visit; cleared when it finishes. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Step id -> outputs of its last visit. */
  readonly outputs: Readonly<Record<string, JsonObject>>;
  /** Step id -> number of the last event before its last visit, for waits that count events since that step. */
  readonly marks: Readonly<Record<string, string>>;
  /** What steps have set, by name; left out until one does. */
  readonly variables?: Readonly<Record<string, Json>>;
  /** Branches under way, by the step and visit that opened them; left out while there are none. */
  readonly forks?: Readonly<Record<string, Fork>>;
  readonly ended: RunEnd | null;
  readonly held: Hold | null;
}

export type RunEnd = { readonly status: 'succeeded' | 'failed' | 'cancelled' | 'exited'; readonly reason: string };

/** Why a run stands still until a person or a resume acts. */
export const holdCodes = [
  'step_failed',
  'too_many_visits',
  'unknown_outcome',
  'unknown_step',
  'paused',
  'closed_outside',
  'record_gone',
] as const;
export type HoldCode = (typeof holdCodes)[number];
/** `reason` is a sentence for people. `key` is the step to retry, if the hold is about one. */
export type Hold = { readonly code: HoldCode; readonly reason: string; readonly key: StepKey | null };

/** A step that is waiting: for an instant, for an event, for work outside, or for both the first two. */
export interface OpenWait {
  readonly key: StepKey;
  /** `wait`: a wait step. `retry`: a failed step waits for its next attempt, `again`: it waits for work outside; when they end, the step is executed again under the same key. */
  readonly kind: 'wait' | 'retry' | 'again';
  readonly title: string;
  /** When it times out; null waits for ever (only where the compiler allows it). */
  readonly deadline: Instant | null;
  readonly since: Instant;
  readonly event: EventWait | null;
  /** Outcome taken when the deadline passes (`retry` for a retry). */
  readonly onDeadline: string;
  readonly reminders?: Reminders;
}

/** Paths that are taken again and again while a wait is open. */
export interface Reminders {
  /** When the next one is due; null: there are no more. */
  readonly at: Instant | null;
  readonly everySeconds: number;
  readonly left: number;
  readonly outcome: string;
}

/** Exactly the events of `record` with a number above `after` are inside the window. */
export interface EventWait {
  readonly record: RecordRef;
  readonly types: readonly string[];
  /** Decimal text. The filter stands in the step's config (`filter`) and is evaluated against each event and the record. */
  readonly after: string;
  readonly onEvent: string;
  /** Only events about this record, which `record` is linked with. */
  readonly about?: string;
}

/**
 * What happened to a run, the only input of `advance` beside plan and state. Events about a key that is not ready or not waiting
 * (late, doubled, of another epoch) change nothing.
 */
export type RunEvent =
  | { readonly type: 'started' }
  /** `end` ends the whole run, as `flow.exit` does. `mark` is kept for steps with `marks`. */
  | {
      readonly type: 'step_finished';
      readonly key: StepKey;
      readonly outcome: string;
      readonly output: JsonObject;
      readonly mark?: string;
      readonly end?: RunEnd;
      readonly variables?: JsonObject;
      /** Of a loop: what it goes through. */
      readonly items?: readonly JsonObject[];
    }
  | { readonly type: 'step_waits'; readonly wait: OpenWait; readonly mark?: string }
  /** The deadline passed, or an event came. `deadline` (if given) must still be the wait's own: a moved wait is not ended by its old timer. */
  | {
      readonly type: 'wait_ended';
      readonly key: StepKey;
      readonly outcome: string;
      readonly output: JsonObject;
      readonly deadline?: Instant | null;
    }
  /** Failures of the classes that the step retries are tried again after its delay, counted from `at`; then its error rule applies. */
  | { readonly type: 'step_failed'; readonly key: StepKey; readonly error: string; readonly class: ErrorClass; readonly at: Instant }
  /** Catch-up policy `skip`: the due step is passed over through its default outcome. */
  | { readonly type: 'step_skipped'; readonly key: StepKey }
  /** A goal that the run may still come to has been reached: it goes on there, and gives up what was on its way. */
  | { readonly type: 'goal'; readonly step: string }
  /** A reminder of an open wait is due; `at` must still be the wait's own. */
  | { readonly type: 'reminder_due'; readonly key: StepKey; readonly at: Instant }
  | { readonly type: 'exit'; readonly reason: string; readonly status: 'exited' | 'cancelled' | 'failed' }
  /** The gate found the automation paused, the record gone, the workflow closed from outside. */
  | { readonly type: 'hold'; readonly hold: Hold }
  /** Ends a hold that is not about a step: what is ready is executed. */
  | { readonly type: 'resumed' }
  /** A person retries the held step (or any ready or waiting one): raises the epoch and executes it again under a new key. */
  | { readonly type: 'retry'; readonly key: StepKey };

/**
 * What the driver (segment or simulator) must do next. Always the complete agenda of a state: after each event the driver forgets
 * the old list, does the first `execute` of the new one, and hands the result back as an event. Empty: the run only waits.
 */
export type RunCommand =
  | { readonly type: 'execute'; readonly key: StepKey; readonly step: PlanStep }
  | { readonly type: 'end'; readonly end: RunEnd }
  | { readonly type: 'hold'; readonly hold: Hold };

export interface Advanced {
  readonly state: RunState;
  readonly commands: readonly RunCommand[];
  /** False if the event was late or foreign and nothing changed. */
  readonly taken: boolean;
}

/** What executing a step gives; control and wait nodes decide it purely, effects through commands. */
export type StepResult =
  | {
      readonly kind: 'done';
      readonly outcome: string;
      readonly inputs?: JsonObject;
      readonly output?: JsonObject;
      readonly evaluation?: Evaluation;
      readonly end?: RunEnd;
      /** Variables of the run that it sets. */
      readonly variables?: JsonObject;
      /** What a loop goes through. */
      readonly items?: readonly JsonObject[];
    }
  | {
      readonly kind: 'wait';
      readonly reminders?: Reminders;
      /** When it ends, the step is executed again under its key and looks for itself: for work outside. */
      readonly again?: true;
      readonly deadline: Instant | null;
      readonly onDeadline: string;
      readonly event?: WantedEvent;
      readonly inputs?: JsonObject;
    }
  | { readonly kind: 'skip'; readonly outcome: string; readonly reason: string; readonly inputs?: JsonObject }
  /** The step cannot do its work with these values (unset owner, missing reference): a sentence for people; never retried by itself. */
  | { readonly kind: 'fail'; readonly reason: string; readonly inputs?: JsonObject };

/** `since`: the step whose mark opens the window instead of now. */
export interface WantedEvent {
  readonly record: RecordRef;
  readonly types: readonly string[];
  readonly onEvent: string;
  readonly about?: string;
  readonly since?: string;
}
