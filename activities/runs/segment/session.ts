import { eventFacts } from '../../../commands/automations/lib/event-facts.ts';
import type { LoadedRecord } from '../../../commands/automations/lib/load-records.ts';
import { loadRecords } from '../../../commands/automations/lib/load-records.ts';
import { hoursOfPeople, type PersonHours } from '../../../commands/calendars/hours-of.ts';
import type { RecordingContext } from '../../../commands/lib/command-context.ts';
import type { CommandContext, TenantTrx } from '../../../commands/lib/context.ts';
import type { NewDispatch } from '../../../commands/lib/dispatches.ts';
import { flushEvents } from '../../../commands/lib/flush-events.ts';
import { literal, rowsIn, runTogether } from '../../../db/opening.ts';
import { asksForHours } from '../../../domain/automation/nodes/hours.ts';
import type { Plan, PlanStep } from '../../../domain/automation/plan/plan.ts';
import { outputsAt } from '../../../domain/automation/run/branches.ts';
import type { RunState, StepKey } from '../../../domain/automation/run/run-types.ts';
import type { BusinessCalendar } from '../../../domain/calendar/calendar.ts';
import type { StoredEvent } from '../../../domain/events.ts';
import type { Facts } from '../../../domain/expressions/facts.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { toJson } from '../../../domain/records/changes.ts';
import type { RecordRef, SubjectType } from '../../../domain/records/record-types.ts';
import { calendarOf } from './load-run.ts';
import type { RunRow } from './load-run.ts';
import type { StepRow } from './step-rows.ts';

export interface SubjectOf extends RecordRef {
  readonly type: SubjectType;
}

/** Everything one segment knows and collects. Lives as long as its transaction; a repeated transaction gets a new one. */
export class Session {
  readonly trx: TenantTrx;
  readonly context: RecordingContext;
  readonly run: RunRow;
  readonly plan: Plan;
  readonly subject: SubjectOf;
  readonly calendar: BusinessCalendar;
  state: RunState;
  /** The branch of the step that is executed. */
  scope: string | undefined;
  /** Exit criteria by event have been looked at up to here. */
  exitAfter: string;
  readonly steps = new Map<string, StepRow>();
  readonly dispatches: NewDispatch[] = [];
  readonly locked = new Set<string>();
  #record: LoadedRecord | null = null;
  #stale = false;

  constructor(trx: TenantTrx, context: RecordingContext, run: RunRow, plan: Plan) {
    this.trx = trx;
    this.context = context;
    this.run = run;
    this.plan = plan;
    this.subject = { type: run.subject_type, id: run.subject_id };
    this.calendar = calendarOf(run);
    this.state = run.state;
    this.exitAfter = run.exit_after;
  }

  get now(): string {
    return this.context.now.toISOString();
  }

  /** Null when the record is not there any more. */
  get record(): LoadedRecord | null {
    return this.#record === null || this.#record.gone ? null : this.#record;
  }

  /** The record is gone because it was merged into another one. */
  get isMerged(): boolean {
    const into = this.#record?.row['mergedIntoId'];
    return into !== null && into !== undefined;
  }

  setRecord(record: LoadedRecord | null): void {
    this.#record = record;
    this.#stale = false;
  }

  /** A command wrote the record: facts follow without asking the database again, unless a relation that is read has changed. */
  replaceRow(row: Readonly<Record<string, unknown>>): void {
    const before = this.#record;
    if (before === null) return;
    const json = toJson(row) as JsonObject;
    const related = relations.some(([key, relation]) => before.json[key] !== json[key] && relation in before.json);
    this.#record = { ...before, row, json: { ...before.json, ...json } };
    if (related) this.#stale = true;
  }

  /** Another record was written, perhaps one that facts hold as a relation. */
  relatedChanged(): void {
    this.#stale = true;
  }

  replaceTags(tags: (current: readonly string[]) => readonly string[]): void {
    const before = this.#record;
    if (before === null || !Array.isArray(before.json.tags)) return;
    const names = before.json.tags.filter((tag): tag is string => typeof tag === 'string');
    this.#record = { ...before, json: { ...before.json, tags: [...tags(names)] } };
  }

  /** Reads the record again if what facts hold of its relations may be old. */
  async refresh(): Promise<void> {
    if (!this.#stale) return;
    const found = await loadRecords(this.trx, this.context.tenantId, [this.subject], readsOf(this.plan));
    this.setRecord(found.get(this.subject.id) ?? null);
  }

  /** What conditions, values and texts may look at now; `event` stands in for the event that started the run. */
  facts(event?: StoredEvent, scope = this.scope): Facts {
    const { run, plan } = this;
    const own = event === undefined ? run.input.event : eventFacts(event);
    return {
      now: this.now,
      timeZone: plan.settings.timeZone === 'tenant' ? run.tenant_timezone : plan.settings.timeZone,
      roots: {
        ...(this.#record === null ? {} : { [this.subject.type]: this.#record.json }),
        ...(own === undefined ? {} : { event: own }),
        ...(this.state.variables === undefined ? {} : { vars: this.state.variables }),
        run: { id: run.id, startedAt: (run.started_at ?? this.context.now).toISOString() },
        tenant: { name: run.tenant_name, timezone: run.tenant_timezone },
      },
      ...(this.#record?.segments === undefined ? {} : { segments: this.#record.segments }),
      outputs: outputsAt(this.state, scope),
    };
  }

  /** The context of one step's commands: its events name the step as their actor. */
  contextOf(key: StepKey): CommandContext {
    const actor = { kind: 'automation', automationId: this.run.automation_id, runId: this.run.id, step: key.step } as const;
    const { context } = this;
    return { ...context, actor, record: (event) => context.record({ ...event, actor }) };
  }

  /** The hours of the record's owner and of their team, for a step that asks for them. */
  async hoursFor(step: PlanStep): Promise<PersonHours | undefined> {
    const owner = this.record?.row['ownerUserId'];
    if (typeof owner !== 'string' || !asksForHours(step.config)) return undefined;
    return (await hoursOfPeople(this.trx, this.context.tenantId, [owner], this.context.now)).get(owner);
  }

  /**
   * A number that every event so far of the records we hold locked is below, and every later one above. What the segment itself has
   * noted is written first, so that a run's own event is never inside a window that it opens afterwards.
   */
  async windowNumber(): Promise<string> {
    const flushed = (await flushEvents(this.trx, this.context)).at(-1);
    if (flushed !== undefined) return flushed;
    const [result] = await runTogether(this.trx, [`select nextval('event_numbers')::text as number`]);
    return rowsIn<{ number: string }>(result)[0]?.number ?? '0';
  }
}

/** What a field leads to: facts hold the related record only if the plan reads it. */
const relations = [
  ['ownerUserId', 'owner'],
  ['companyId', 'company'],
  ['contactId', 'contact'],
] as const;

const plansReads = new WeakMap<Plan, ReadonlySet<string>>();

/** Every path that any step or exit rule of the plan reads: one query loads what the whole segment may need. */
export function readsOf(plan: Plan): ReadonlySet<string> {
  const known = plansReads.get(plan);
  if (known !== undefined) return known;
  const reads = new Set([...plan.segments.flatMap((segment) => segment.reads), ...plan.exitReads]);
  plansReads.set(plan, reads);
  return reads;
}

/** SQL that locks records of kinds that commands know by a table of the same plural. */
export function lockStatement(table: string, tenantId: string, ids: readonly string[]): string {
  return `select 1 from ${table} where tenant_id = ${literal(tenantId)}::uuid and id = any('{${ids.join(',')}}'::uuid[]) order by id for no key update`;
}
