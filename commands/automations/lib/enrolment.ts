import type { StoredEvent } from '../../../domain/events.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type { Evaluation } from '../../../domain/expressions/ast.ts';
import { occasionKey } from '../../../domain/automation/due/date-due.ts';
import { evaluate } from '../../../domain/expressions/evaluate.ts';
import type { Facts } from '../../../domain/expressions/facts.ts';
import { valueAt } from '../../../domain/expressions/facts.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { RecordRef } from '../../../domain/records/record-types.ts';
import { eventFacts } from './event-facts.ts';
import type { LoadedRecord } from './load-records.ts';
import type { RejectionRule } from '../../../domain/automation/enrolment-rules.ts';
import { suppressedBy } from '../../../domain/automation/suppression.ts';

/** A published version that may take records in. */
export interface LiveVersion {
  readonly automationId: string;
  readonly name: string;
  readonly version: number;
  readonly planHash: string;
  readonly plan: Plan;
  readonly paused: boolean;
  /** It is a canary: it takes only as many runs as are left of its number. */
  readonly trial?: boolean;
  /** The canary beside this version, which is asked first. */
  readonly canary?: LiveVersion;
}

/** Somebody or something asks for a run of a version for a record. */
export interface Candidate {
  readonly live: LiveVersion;
  /** Null when the event is about no record of the automation's kind. */
  readonly subject: RecordRef | null;
  readonly source: 'event' | 'manual' | 'api' | 'automation';
  readonly event: StoredEvent | null;
  /** How deep it stands in the chain of causes, where no event says so. */
  readonly depth?: number;
}

export type { RejectionRule };

export interface Rejection {
  readonly candidate: Candidate;
  readonly rule: RejectionRule;
  readonly key: string | null;
  /** The values the rule looked at. */
  readonly details: JsonObject;
}

/** A candidate that the rules which need no lock have let through. */
export interface Admitted {
  readonly candidate: Candidate;
  readonly subject: RecordRef;
  readonly key: string;
  readonly evaluation: Evaluation | null;
  /** It begins when the run of its key has ended. */
  readonly waitsTurn?: boolean;
  /** Its run's id, where others of the same turn have to name it. */
  readonly runId?: string;
}

/** How long a chain of automations that start each other may get. */
export const deepestCause = 8;

export interface TenantFacts {
  readonly now: string;
  readonly name: string;
  readonly timeZone: string;
}

/** The rules that look at the candidate alone: a record, its filter, a key, the depth of causes. */
export function admit(candidate: Candidate, records: ReadonlyMap<string, LoadedRecord>, tenant: TenantFacts): Admitted | Rejection {
  const { live, subject, event } = candidate;
  const no = (rule: RejectionRule, details: JsonObject = {}, key: string | null = null): Rejection => ({ candidate, rule, key, details });
  if (subject === null) return no('no_record');
  const record = records.get(subject.id);
  if (record === undefined || record.gone) return no('record_gone');
  const depth = candidate.depth ?? causeDepth(event);
  if (depth > deepestCause) return no('cause_depth', { depth, most: deepestCause });
  const facts = factsOf(candidate, record, tenant);
  const filter = live.plan.enrollment.filter;
  const evaluation = filter === null ? null : evaluate(filter, facts);
  if (evaluation !== null && !evaluation.result) return no('filter', { leaves: JSON.parse(JSON.stringify(evaluation.leaves)) });
  const suppressed = suppressedBy(live.plan, facts);
  if (suppressed !== null) return no('suppressed', { ...suppressed, segmentName: record.segmentNames?.get(suppressed.segment) ?? '' });
  const key = keyOf(live.plan, subject, facts);
  if (key === null) return no('no_key', { key: live.plan.enrollment.key });
  return { candidate, subject, key, evaluation };
}

export function isRejection(answer: Admitted | Rejection): answer is Rejection {
  return 'rule' in answer;
}

/** Whether the trigger itself says yes to the event. A no is no match, and no rejection either. */
export function triggerMatches(candidate: Candidate, records: ReadonlyMap<string, LoadedRecord>, tenant: TenantFacts): boolean {
  const filter = candidate.live.plan.trigger.filter;
  if (filter === null) return true;
  const record = candidate.subject === null ? undefined : records.get(candidate.subject.id);
  return evaluate(filter, factsOf(candidate, record, tenant)).result;
}

/** How deep a run started by the event would stand in the chain of causes. */
export function causeDepth(event: StoredEvent | null): number {
  return event === null ? 0 : event.actor.kind === 'automation' ? event.cause.depth + 1 : event.cause.depth;
}

function factsOf(candidate: Candidate, record: LoadedRecord | undefined, tenant: TenantFacts): Facts {
  const { plan } = candidate.live;
  return {
    now: tenant.now,
    timeZone: plan.settings.timeZone === 'tenant' ? tenant.timeZone : plan.settings.timeZone,
    roots: {
      ...(record === undefined ? {} : { [plan.subject]: record.json }),
      ...(candidate.event === null ? {} : { event: eventFacts(candidate.event) }),
      tenant: { name: tenant.name, timezone: tenant.timeZone },
    },
    ...(record?.segments === undefined ? {} : { segments: record.segments }),
    outputs: {},
  };
}

function keyOf(plan: Plan, subject: RecordRef, facts: Facts): string | null {
  if (plan.enrollment.key === 'record') return subject.id;
  const value = valueAt(facts.roots, plan.enrollment.key);
  // Taken in by hand, a record comes in as itself: no date and no schedule is due.
  if (value === null && plan.enrollment.key === occasionKey && facts.roots.event === undefined) return subject.id;
  if (typeof value === 'string' && value !== '') return value.slice(0, 500);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Whether runs of the same key may be active side by side; such runs are left out of the unique index. */
export function runsBeside(one: Admitted): boolean {
  const { enrollment } = one.candidate.live.plan;
  return enrollment.whileActive === 'beside' && enrollment.reenroll !== 'after_end';
}
