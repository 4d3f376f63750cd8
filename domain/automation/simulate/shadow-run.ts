import type { BusinessCalendar } from '../../calendar/calendar.ts';
import { type MissingPerson, replacementOf } from '../../calendar/who-is-there.ts';
import type { StoredEvent } from '../../events.ts';
import type { Facts } from '../../expressions/facts.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { RecordRef, RecordType } from '../../records/record-types.ts';
import type { Instant } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';
import { outputsAt } from '../run/branches.ts';
import { advance, initialState } from '../run/advance.ts';
import type { RunEvent, RunState, StepKey } from '../run/run-types.ts';
import type { SimulatedAutomation, SimulatedPerson, SimulatedSubject, SimulatedWorld, TimelineEntry } from './scenario.ts';

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

/** A record's small world: all runs that are about it see the same. */
class ShadowPlace {
  readonly timeline: TimelineEntry[] = [];
  readonly made: Made[] = [];
  readonly events: ShadowEvent[] = [];
  readonly runs: ShadowRun[] = [];
  record: JsonObject;
  lastEvent = 0;

  constructor(record: JsonObject) {
    this.record = record;
  }
}

/** A run that a step of another has begun. */
interface Begun {
  readonly by: ShadowRun;
  readonly automationId: string;
  readonly name: string;
  /** What the event says that begins it; null: another run does. */
  readonly data: JsonObject | null;
}

/** One run in a world of its own: what the engine keeps in tables is kept here, and nothing outside is written. */
export class ShadowRun {
  readonly plan: Plan;
  readonly world: SimulatedWorld;
  readonly shared: SharedCounts;
  readonly subject: SimulatedSubject['ref'];
  readonly name: string;
  readonly automationId: string;
  /** Of one that another has begun; null for the record's own. */
  readonly automation: string | null;
  /** How many have begun one another before it. */
  readonly depth: number;
  readonly root: ShadowRun;
  /** Sets what it makes apart from what others make. */
  readonly prefix: string;
  readonly #place: ShadowPlace;
  /** Ids of events that the run's own steps made: they answer nothing and end nothing. */
  readonly own = new Set<string>();
  readonly #start: ShadowEvent | null;
  readonly #startedAt: Instant;
  readonly #segments: SimulatedSubject['segments'];
  state: RunState;
  endedAt: Instant | null = null;
  /** The number of the last event it has looked at. */
  seen = '';
  /** The branch of the step that is executed. */
  scope: string | undefined;
  now: Instant;
  exitAfter = '0';

  constructor(
    plan: Plan,
    world: SimulatedWorld,
    shared: SharedCounts,
    subject: SimulatedSubject,
    startsAt: Instant,
    begun?: Begun,
    data: JsonObject | null = begun?.data ?? null,
  ) {
    this.#place = begun === undefined ? new ShadowPlace(subject.json) : begun.by.#place;
    this.root = begun?.by.root ?? this;
    this.automationId = begun?.automationId ?? world.automationId ?? '';
    this.automation = begun?.name ?? null;
    this.depth = begun === undefined ? 0 : begun.by.depth + 1;
    this.prefix = begun === undefined ? '' : `${this.#place.runs.length}/`;
    this.#place.runs.push(this);
    this.plan = plan;
    this.world = world;
    this.shared = shared;
    this.subject = subject.ref;
    this.#segments = subject.segments;
    this.name = subject.name;
    this.now = startsAt;
    this.#startedAt = startsAt;
    this.state = initialState(plan);
    const [type] = plan.trigger.events;
    const actor = { kind: 'system', name: 'simulation' } as const;
    const byEvent = type !== undefined && (begun === undefined || begun.data !== null);
    this.#start = byEvent ? this.happens(type, subject.ref, { actor, ...(data === null ? {} : { data }) }) : null;
    this.exitAfter = this.mark;
  }

  get timeline(): TimelineEntry[] {
    return this.#place.timeline;
  }

  get made(): Made[] {
    return this.#place.made;
  }

  /** In the order in which they happened; ids ascend. */
  get events(): ShadowEvent[] {
    return this.#place.events;
  }

  /** All runs about the record, in the order in which they began. */
  get runs(): readonly ShadowRun[] {
    return this.#place.runs;
  }

  get record(): JsonObject {
    return this.#place.record;
  }

  set record(record: JsonObject) {
    this.#place.record = record;
  }

  /** Its id as a record, for whoever waits for its end. */
  get runId(): string {
    return `run/${this.prefix}`;
  }

  /** Begins a run of another automation for the same record; with `data`, by an event that says so. */
  begin(automationId: string, { plan, name }: SimulatedAutomation, data: JsonObject | null = null): ShadowRun {
    const subject = { ref: this.subject, name: this.name, json: this.record };
    return new ShadowRun(plan, this.world, this.shared, subject, this.now, { by: this, automationId, name, data });
  }

  get calendar(): BusinessCalendar {
    return this.world.calendar;
  }

  /** Of the record's owner and their team. */
  get hours(): SimulatedPerson['hours'] {
    return this.hoursOf(this.ownerId);
  }

  /** Whether somebody is away at the virtual instant. */
  isAway(userId: string): boolean {
    return this.hoursOf(userId)?.owner.away?.some((one) => one.from <= this.now && this.now < one.to) === true;
  }

  /** Whoever a task for somebody goes to: their stand-in, or their manager, while they are away. */
  actingFor(userId: string | null): string | null {
    if (userId === null || !this.isAway(userId)) return userId;
    const missing = this.world.people
      .filter((person) => this.isAway(person.id))
      .map((person): MissingPerson => {
        const away = this.hoursOf(person.id)?.owner.away?.find((one) => one.from <= this.now && this.now < one.to);
        return { id: person.id, why: 'away', standInUserId: away?.standInUserId ?? null, managerUserId: person.managerId };
      });
    return replacementOf(userId, new Map(missing.map((one) => [one.id, one])))?.userId ?? userId;
  }

  hoursOf(userId: string | null): SimulatedPerson['hours'] {
    return this.person(userId)?.hours;
  }

  get ownerId(): string | null {
    const { ownerUserId } = this.record;
    return typeof ownerUserId === 'string' ? ownerUserId : null;
  }

  /** The number that every event so far is at or below. */
  get mark(): string {
    return String(this.#place.lastEvent);
  }

  person(id: string | null): SimulatedPerson | null {
    return this.world.people.find((one) => one.id === id) ?? null;
  }

  take(event: RunEvent): boolean {
    const { state, taken } = advance(this.plan, this.state, event);
    const { ended } = state;
    if (ended !== null && this.endedAt === null) {
      this.endedAt = this.now;
      // Whoever has begun it may wait for its end.
      const said = { related: [this.subject], data: { status: ended.status, reason: ended.reason } };
      if (this.root !== this) this.happens('run.ended', { type: 'run', id: this.runId }, said);
    }
    this.state = state;
    return taken;
  }

  note(entry: Omit<TimelineEntry, 'at'>): void {
    this.timeline.push({ at: this.now, ...entry, ...(this.automation === null ? {} : { automation: this.automation }) });
  }

  happens(
    type: string,
    subject: RecordRef,
    event: Partial<Pick<ShadowEvent, 'actor' | 'data' | 'before' | 'after'>> & { readonly related?: readonly RecordRef[] } = {},
  ): ShadowEvent {
    const happened: ShadowEvent = {
      id: String(++this.#place.lastEvent),
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
export function madeRef<T extends RecordType>(type: T, { epoch, step, visit }: StepKey, { prefix }: Pick<ShadowRun, 'prefix'>) {
  return { type, id: `${prefix}${type}/${epoch}/${step}/${visit}` } as const;
}

export function objectIn(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
