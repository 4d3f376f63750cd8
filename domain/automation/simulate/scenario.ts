import type { Condition } from '../../expressions/ast.ts';
import type { SegmentMeanings } from '../../expressions/facts.ts';
import type { BusinessCalendar } from '../../calendar/calendar.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { RecordRef, SubjectType } from '../../records/record-types.ts';
import type { Duration, Instant, Whose } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunEnd } from '../run/run-types.ts';

/** A record a simulation begins with, as conditions see it: relations that the plan reads are inside. */
export interface SimulatedSubject {
  readonly ref: RecordRef & { readonly type: SubjectType };
  readonly name: string;
  readonly json: JsonObject;
  /** What the segments mean that the plan asks for. */
  readonly segments?: SegmentMeanings;
}

export interface SimulatedPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Of the team the person joined first. */
  readonly managerId: string | null;
  readonly openTasks: number;
  /** Left out, people live in the workspace's zone. */
  readonly timeZone?: string | null;
  /** What `owner.…` paths read. */
  readonly json: JsonObject;
  /** Their team's hours and their own with their absences; left out: the workspace's. */
  readonly hours?: Readonly<Record<Whose, BusinessCalendar>> | undefined;
}

/** The tenant a simulation happens in. Only active people; pools are kept in the order the engine uses. */
export interface SimulatedWorld {
  /** Records stand in splits where they will when it runs; left out, they stand elsewhere. */
  readonly automationId?: string;
  readonly tenant: { readonly name: string; readonly timezone: string };
  readonly calendar: BusinessCalendar;
  readonly people: readonly SimulatedPerson[];
  readonly teams: readonly { readonly id: string; readonly members: readonly string[] }[];
  /** Live automations that steps may run, by id; left out, those steps are taken to be done. */
  readonly automations?: Readonly<Record<string, SimulatedAutomation>>;
}

export interface SimulatedAutomation {
  readonly name: string;
  readonly plan: Plan;
}

/** What a reaction answers: the beginning of the run, each message to the record, or each task that is made. */
export const reactionCauses = ['start', 'message', 'task'] as const;
export type ReactionCause = (typeof reactionCauses)[number];

/** "Half of them reply two days after each message": somebody outside does something, with a probability. */
export interface Reaction {
  readonly to: ReactionCause;
  readonly after: Duration;
  /** 0 to 1, drawn anew for every record and cause from the scenario's seed. */
  readonly probability: number;
  /** The event it makes. `task.completed` is about the task, events of messages are about the message, all others about the record. */
  readonly event: string;
  readonly data?: JsonObject;
  /** Fields of the record that change with it, by name. */
  readonly set?: Readonly<Record<string, Json>>;
  /** Only what is about this record is answered; left out, every record. */
  readonly only?: string;
}

export interface Scenario {
  readonly startsAt: Instant;
  /** How far the virtual clock goes, in days of 24 hours. */
  readonly days: number;
  readonly seed: number;
  readonly reactions: readonly Reaction[];
}

/** One line of a record's timeline. */
export interface TimelineEntry {
  readonly at: Instant;
  readonly kind: 'step' | 'event' | 'end';
  /** Name of the automation that the record's own has run; left out for its own. */
  readonly automation?: string;
  /** Step id; null for what happens outside. */
  readonly step: string | null;
  readonly title: string;
  readonly outcome: string | null;
  /** What a wait waits until, whom a task is for, what a message says. */
  readonly details: JsonObject;
}

/** How a simulated run can stand in the end. */
export const simulatedStatuses = ['succeeded', 'failed', 'cancelled', 'exited', 'held', 'waiting'] as const;
export type SimulatedStatus = RunEnd['status'] | 'held' | 'waiting';

export interface SimulatedRun {
  readonly record: RecordRef;
  readonly name: string;
  /** `waiting`: still under way when the clock stopped. */
  readonly status: SimulatedStatus;
  readonly reason: string;
  readonly endedAt: Instant | null;
  readonly messages: number;
  readonly tasks: number;
  readonly timeline: readonly TimelineEntry[];
  /** The steps it came to. */
  readonly visited: readonly string[];
  /** The record as it is in the end. */
  readonly final: JsonObject;
}

export interface SimulationResult {
  readonly runs: readonly SimulatedRun[];
  readonly totals: SimulationTotals;
}

export interface SimulationTotals {
  readonly statuses: Readonly<Record<SimulatedStatus, number>>;
  readonly messages: number;
  /** Local date in the tenant's zone -> messages of that day; days without any are left out. */
  readonly messagesPerDay: Readonly<Record<string, number>>;
  /** User id -> tasks made for them; `nobody` for tasks without an assignee. */
  readonly tasksPerPerson: Readonly<Record<string, number>>;
  /** Step id -> outcome -> how often. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly notReached: readonly string[];
}

/** What a run wants to know of the records that are really there; whoever drives the simulation looks it up. */
export interface FindRequest {
  readonly type: SubjectType;
  /** Fields of the records stand under `found`; every right side is worked out. */
  readonly filter: Condition;
  readonly sort: 'newest' | 'oldest' | 'changed' | 'name';
  readonly limit: number;
  readonly except: string;
  readonly timeZone: string;
}

export interface FoundRecord {
  readonly ref: RecordRef & { readonly type: SubjectType };
  readonly json: JsonObject;
}

/** A simulation on its way: it pauses after each segment, and for the answer whenever a step looks for records. */
export type Course<Result> = Generator<FindRequest | undefined, Result, readonly FoundRecord[] | undefined>;
