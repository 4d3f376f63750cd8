import type { BusinessCalendar } from '../../calendar/calendar.ts';
import type { StoredEvent } from '../../events.ts';
import type { Facts } from '../../expressions/facts.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { RecordRef, RecordType } from '../../records/record-types.ts';
import type { Instant } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';
import { outputsAt } from '../run/branches.ts';
import { advance, initialState } from '../run/advance.ts';
import type { RunEvent, RunState, StepKey } from '../run/run-types.ts';
import type { SimulatedPerson, SimulatedSubject, SimulatedWorld, TimelineEntry } from './scenario.ts';

/** A task or message the run has made, which people may react to. */
export interface Made {
  readonly kind: 'task' | 'message';
  readonly ref: RecordRef;
  readonly at: Instant;
  /** User id of a task; null: nobody, or a message. */
  readonly person: string | null;
  /** Task kind; null for messages. */
  readonly taskKind: string | null;
  open: boolean;
}

/** What all runs of a simulation share: whose turn it is, how much everybody has to do. */
export interface SharedCounts {
  readonly turns: Map<string, number>;
  readonly openTasks: Map<string, number>;
}

export type ShadowEvent = Pick<StoredEvent, 'id' | 'type' | 'subject' | 'related' | 'actor' | 'before' | 'after' | 'data' | 'occurredAt'>;

/** One run in a world of its own: what the engine keeps in tables is kept here, and nothing outside is written. */
export class ShadowRun {
  readonly plan: Plan;
  readonly world: SimulatedWorld;
  readonly shared: SharedCounts;
  readonly subject: SimulatedSubject['ref'];
  readonly name: string;
  readonly timeline: TimelineEntry[] = [];
  readonly made: Made[] = [];
  /** In the order in which they happened; ids ascend. */
  readonly events: ShadowEvent[] = [];
  /** Ids of events that the run's own steps made: they answer nothing and end nothing. */
  readonly own = new Set<string>();
  readonly #start: ShadowEvent | null;
  readonly #startedAt: Instant;
  readonly #segments: SimulatedSubject['segments'];
  state: RunState;
  /** The branch of the step that is executed. */
  scope: string | undefined;
  record: JsonObject;
  now: Instant;
  exitAfter = '0';
  #lastEvent = 0;

  constructor(plan: Plan, world: SimulatedWorld, shared: SharedCounts, subject: SimulatedSubject, startsAt: Instant) {
    this.plan = plan;
    this.world = world;
    this.shared = shared;
    this.subject = subject.ref;
    this.#segments = subject.segments;
    this.name = subject.name;
    this.record = subject.json;
    this.now = startsAt;
    this.#startedAt = startsAt;
    this.state = initialState(plan);
    const [type] = plan.trigger.events;
    this.#start = type === undefined ? null : this.happens(type, subject.ref, { actor: { kind: 'system', name: 'simulation' } });
    this.exitAfter = String(this.#lastEvent);
  }

  get calendar(): BusinessCalendar {
    return this.world.calendar;
  }

  get ownerId(): string | null {
    const { ownerUserId } = this.record;
    return typeof ownerUserId === 'string' ? ownerUserId : null;
  }

  /** The number that every event so far is at or below. */
  get mark(): string {
    return String(this.#lastEvent);
  }

  person(id: string | null): SimulatedPerson | null {
    return this.world.people.find((one) => one.id === id) ?? null;
  }

  take(event: RunEvent): boolean {
    const { state, taken } = advance(this.plan, this.state, event);
    this.state = state;
    return taken;
  }

  note(entry: Omit<TimelineEntry, 'at'>): void {
    this.timeline.push({ at: this.now, ...entry });
  }

  happens(
    type: string,
    subject: RecordRef,
    event: Partial<Pick<ShadowEvent, 'actor' | 'data' | 'before' | 'after'>> & { readonly related?: readonly RecordRef[] } = {},
  ): ShadowEvent {
    const happened: ShadowEvent = {
      id: String(++this.#lastEvent),
      // A definition names types as text; only those that exist pass the compiler.
      type: type as ShadowEvent['type'],
      subject,
      actor: { kind: 'system', name: 'simulation' },
      occurredAt: this.now,
      ...event,
    };
    this.events.push(happened);
    return happened;
  }

  /** Changes fields of the record and says so, as the command would. */
  write(fields: Readonly<Record<string, Json>>): void {
    const changed = Object.entries(fields).filter(([name, value]) => JSON.stringify(this.record[name] ?? null) !== JSON.stringify(value));
    if (changed.length === 0) return;
    const before = Object.fromEntries(changed.map(([name]) => [name, this.record[name] ?? null]));
    const after = Object.fromEntries(changed);
    this.record = { ...this.record, ...after };
    if ('ownerUserId' in after && 'owner' in this.record) this.record = { ...this.record, owner: this.person(this.ownerId)?.json ?? null };
    this.happens(`${this.subject.type}.updated`, this.subject, { before, after });
  }

  facts(event: ShadowEvent | null = this.#start, scope = this.scope): Facts {
    const { plan, world } = this;
    return {
      now: this.now,
      timeZone: plan.settings.timeZone === 'tenant' ? world.tenant.timezone : plan.settings.timeZone,
      roots: {
        [this.subject.type]: this.record,
        ...(event === null ? {} : { event: eventRoot(event) }),
        ...(this.state.variables === undefined ? {} : { vars: this.state.variables }),
        run: { id: this.subject.id, startedAt: this.#startedAt },
        tenant: { ...world.tenant },
      },
      ...(this.#segments === undefined ? {} : { segments: this.#segments }),
      outputs: outputsAt(this.state, scope),
    };
  }
}

function eventRoot(event: ShadowEvent): JsonObject {
  const ref = ({ type, id }: RecordRef): JsonObject => ({ type, id });
  return {
    id: event.id,
    type: event.type,
    occurredAt: event.occurredAt,
    subject: ref(event.subject),
    related: (event.related ?? []).map(ref),
    actor: { ...event.actor },
    before: event.before ?? {},
    after: event.after ?? {},
    data: event.data ?? {},
  };
}

/** What a step made has an id of its own: nothing outside is called so. */
export function madeRef<T extends RecordType>(type: T, { epoch, step, visit }: StepKey) {
  return { type, id: `${type}/${epoch}/${step}/${visit}` } as const;
}

export function objectIn(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
