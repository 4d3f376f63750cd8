import type { BusinessCalendar } from '../../calendar/calendar.ts';
import type { StoredEvent } from '../../events.ts';
import type { Evaluation } from '../../expressions/ast.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { RecordRef } from '../../records/record-types.ts';
import type { Instant } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';

/** What is kept of one visit of a step. */
export interface RecordedStep {
  readonly step: string;
  readonly visit: number;
  readonly status: string;
  /** Null where the run did not leave the step: it still waits, failed, or was passed over when the run ended. */
  readonly outcome: string | null;
  readonly output: JsonObject;
  readonly evaluation: Evaluation | null;
  readonly deadline: Instant | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
}

export type RecordedEvent = Pick<StoredEvent, 'id' | 'type' | 'subject' | 'related' | 'actor' | 'before' | 'after' | 'data' | 'occurredAt'>;

/** Everything that is known of a past run: what went in, which way it took, and what happened to its record since. */
export interface RecordedRun {
  readonly id: string;
  readonly automationId: string;
  readonly subject: RecordRef;
  readonly source: string;
  readonly status: string;
  readonly reason: string | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** Somebody put it on another version or step: its way is not that of one plan. */
  readonly moved: boolean;
  /** The plan it ended with. */
  readonly plan: Plan;
  /** The event that started it, as conditions see it. */
  readonly event: JsonObject | null;
  readonly enrolment: Evaluation | null;
  /** In the order in which it left them. */
  readonly steps: readonly RecordedStep[];
  /** Of its record, since it began, in order. */
  readonly events: readonly RecordedEvent[];
  /** Whether these are all: then the record as it was can be worked out from them. */
  readonly eventsComplete: boolean;
  /** The record as it is now; null when it is gone. */
  readonly record: JsonObject | null;
}

export interface ReplayWorld {
  readonly now: Instant;
  readonly tenant: { readonly name: string; readonly timezone: string };
  readonly calendar: BusinessCalendar;
}

/** A value that a difference comes from. */
export interface Reading {
  readonly path: string;
  readonly value: Json;
}

/**
 * The first thing that would be otherwise.
 * `trigger`, `filter`: it would not have begun. `entry`, `next`: another step would follow. `outcome`: the step would be left another way.
 * `exit_gone`, `exit_new`: it would not have left there, or would have left.
 */
export type DifferenceCode = 'trigger' | 'filter' | 'entry' | 'next' | 'outcome' | 'exit_gone' | 'exit_new';

/**
 * Why a run cannot be followed any further.
 * `moved`: somebody moved it by hand. `not_recorded`: a value was not kept. `changed_before`: a value is what another setting of an earlier
 * step would make of it. `outside`: only doing it would tell. `future`: the wait would not be over yet. `loop`: in a loop it is not kept which round a step belonged to.
 */
export type UnknownCode = 'moved' | 'not_recorded' | 'changed_before' | 'outside' | 'future' | 'loop';

export interface Replayed {
  readonly result: 'same' | 'different' | 'unknown';
  readonly code: DifferenceCode | UnknownCode | null;
  /** Step of the new plan (of the old one where it is gone); null: before the first, or the whole. */
  readonly step: string | null;
  /** Outcome, step or reason; null: the end. */
  readonly was: string | null;
  readonly wouldBe: string | null;
  readonly because: readonly Reading[];
  readonly at: Instant | null;
  /** Steps it left the same way. */
  readonly followed: number;
  /** Steps it passed the same way that would do something else: their settings differ. */
  readonly otherwise: readonly string[];
}
