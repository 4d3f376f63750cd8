import type { CommandContext, TenantTrx } from '../../../commands/lib/context.ts';
import type { NewDispatch } from '../../../commands/lib/dispatches.ts';
import type { SubjectRef } from '../../../commands/records/lock-refs.ts';
import type { ConfigOf } from '../../../domain/automation/nodes/registry.ts';
import type { EffectNodeType } from '../../../domain/automation/nodes/node-types.ts';
import type { StepKey, StepResult } from '../../../domain/automation/run/run-types.ts';
import type { BusinessCalendar } from '../../../domain/calendar/calendar.ts';
import type { Facts } from '../../../domain/expressions/facts.ts';
import type { Whose } from '../../../domain/time.ts';

/** What effects need of the world beside the segment's transaction. */
export interface EffectServices {
  /**
   * The next number of a counter, taken in a short transaction of its own: runs of one automation must not queue behind one row, and
   * gaps in a round robin harm nobody.
   */
  readonly nextPosition: (tenantId: string, counter: string) => Promise<number>;
  /** What stands behind the @ of Message-IDs. */
  readonly mailDomain: string;
}

/** The surroundings of one step. The run's record is locked and `row` is what it holds now. */
export interface EffectEnv {
  readonly trx: TenantTrx;
  /** Its actor is the step; events noted with it are written when the segment commits. */
  readonly context: CommandContext;
  readonly facts: Facts;
  readonly subject: SubjectRef;
  readonly row: Readonly<Record<string, unknown>>;
  readonly calendar: BusinessCalendar;
  /** Of the record's owner and their team, where the step asks for them. */
  readonly hours?: Readonly<Record<Whose, BusinessCalendar>> | undefined;
  readonly key: StepKey;
  readonly run: {
    readonly id: string;
    readonly automationId: string;
    readonly automationName: string;
    /** Template id -> id of the version pinned at publish. */
    readonly templateVersions: Readonly<Record<string, string>>;
  };
  /** Whether an edge leaves the step by this outcome: some outcomes are optional. */
  readonly leavesBy: (outcome: string) => boolean;
  readonly services: EffectServices;
  /** The record as a command has just written it. */
  readonly replaceRow: (row: object) => void;
  /** A command has written another record: what is known of the run's relations is read again before the next step. */
  readonly relatedChanged: () => void;
  /** Fields of the step's results that later steps read. */
  readonly keeps: readonly string[];
  readonly replaceTags: (tags: (current: readonly string[]) => readonly string[]) => void;
  readonly dispatch: (dispatch: NewDispatch) => void;
}

/**
 * Carries out one step through commands. It may throw: a UserError fails the step, an error that passes by itself repeats the whole
 * segment, everything else is tried again by the step's retry policy.
 */
export type Executor<T extends EffectNodeType> = (config: ConfigOf<T>, env: EffectEnv) => Promise<StepResult>;
