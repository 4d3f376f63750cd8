import type { Json } from '../../json.ts';
import { eventTypes } from '../../events.ts';
import { subjectsOfEvent } from '../../records/event-subjects.ts';
import type { SubjectType } from '../../records/record-types.ts';
import { subjectTypes } from '../../records/record-types.ts';
import type { FieldWrite, Footprint, Neighbour, StepEffects } from './footprint.ts';
import { mayMeet, mayOverlap } from './overlap.ts';

/** A step of one automation starts another one. */
export interface Start {
  readonly from: StepEffects;
  readonly to: Neighbour;
  /** The event it starts by; null where the step starts it by name. */
  readonly event: string | null;
}

/** A step of an automation sets a field. */
export interface Writer {
  readonly by: Neighbour;
  readonly write: FieldWrite;
}

/** What an automation starts among the others, through its effects. */
export class Meetings {
  readonly #byEvent = new Map<string, Neighbour[]>();
  readonly #byId: ReadonlyMap<string, Neighbour>;
  readonly #starts = new Map<string, readonly Start[]>();
  #homeward: { readonly home: string; readonly next: ReadonlyMap<string, string> } | null = null;
  #causedBy: ReadonlyMap<string, ReadonlySet<string>> | null = null;
  #writers: ReadonlyMap<string, readonly Writer[]> | null = null;

  constructor(all: readonly Neighbour[]) {
    this.#byId = new Map(all.map((one) => [one.id, one]));
    for (const one of all) {
      for (const event of one.footprint.trigger.events) {
        const known = this.#byEvent.get(event);
        if (known === undefined) this.#byEvent.set(event, [one]);
        else known.push(one);
      }
    }
  }

  /** All that the automation's steps start, itself left out: that is told of it alone. */
  startsOf(one: Neighbour): readonly Start[] {
    const known = this.#starts.get(one.id);
    if (known !== undefined) return known;
    const found = one.footprint.steps.flatMap((from) => this.#startsOfStep(one, from));
    this.#starts.set(one.id, found);
    return found;
  }

  #startsOfStep(one: Neighbour, from: StepEffects, skip: (to: Neighbour) => boolean = () => false): readonly Start[] {
    const found: Start[] = from.runs.flatMap((id) => {
      const to = this.#byId.get(id);
      return to === undefined || to.id === one.id ? [] : [{ from, to, event: null }];
    });
    for (const event of from.events) {
      for (const to of this.#byEvent.get(event) ?? []) {
        if (to.id !== one.id && !skip(to) && starts(one.footprint, from, event, to.footprint)) found.push({ from, to, event });
      }
    }
    return found;
  }

  /** The automations on the shortest way from a start back to `home`; null if there is none. */
  wayBack(start: Start, home: string): readonly Neighbour[] | null {
    if (!goesOn(start)) return null;
    const next = this.#towards(home);
    const path: Neighbour[] = [];
    for (let id = start.to.id; id !== home; id = next.get(id) ?? '') {
      const one = this.#byId.get(id);
      if (one === undefined) return null;
      path.push(one);
    }
    return path;
  }

  /** For every automation from which effects lead to `home`: the next one on the shortest way. */
  #towards(home: string): ReadonlyMap<string, string> {
    if (this.#homeward?.home === home) return this.#homeward.next;
    const causes = this.#causes();
    const next = new Map<string, string>();
    const open = [home];
    for (let at = 0; at < open.length; at++) {
      const id = open[at] ?? '';
      for (const cause of causes.get(id) ?? []) {
        if (cause === home || next.has(cause)) continue;
        next.set(cause, id);
        open.push(cause);
      }
    }
    this.#homeward = { home, next };
    return next;
  }

  /** By automation, those that start it for good: again and again, or for a record made anew. */
  #causes(): ReadonlyMap<string, ReadonlySet<string>> {
    if (this.#causedBy !== null) return this.#causedBy;
    const found = new Map<string, Set<string>>();
    for (const one of this.#byId.values()) {
      const reached = new Set<Neighbour>();
      for (const from of one.footprint.steps) {
        if (reached.size === this.#byId.size - 1) break;
        for (const start of this.#startsOfStep(one, from, (to) => reached.has(to))) {
          if (goesOn(start)) reached.add(start.to);
        }
      }
      for (const { id } of reached) found.set(id, (found.get(id) ?? new Set()).add(one.id));
    }
    this.#causedBy = found;
    return found;
  }

  /** Those that an event brings the same records into. */
  besides(one: Neighbour): readonly Neighbour[] {
    const met = new Set(one.footprint.trigger.events.flatMap((event) => this.#byEvent.get(event) ?? []));
    met.delete(one);
    return [...met].filter((other) => startTogether(one.footprint, other.footprint));
  }

  /** Those that set a field. */
  writersOf(field: string): readonly Writer[] {
    this.#writers ??= writersIn([...this.#byId.values()]);
    return this.#writers.get(field) ?? [];
  }
}

function writersIn(all: readonly Neighbour[]): ReadonlyMap<string, readonly Writer[]> {
  const found = new Map<string, Writer[]>();
  for (const by of all) {
    for (const write of by.footprint.steps.flatMap((step) => step.writes)) {
      const known = found.get(write.field);
      if (known === undefined) found.set(write.field, [{ by, write }]);
      else known.push({ by, write });
    }
  }
  return found;
}

/** Whoever may enter once only ends every circle, unless it is a new record each time. */
function goesOn({ from, to, event }: Start): boolean {
  const fresh = event !== null && from.creates.some((type) => event === `${type}.created`);
  return fresh || to.footprint.enrollment.reenroll !== 'never';
}

function starts(from: Footprint, step: StepEffects, event: string, to: Footprint): boolean {
  if (!isAbout(event, step, from.subject, to.subject)) return false;
  if (step.creates.length > 0) return true;
  if (step.writes.length === 0 || !event.endsWith('.updated')) return valuesFit(step, to);
  const waitsFor = changedFields(to);
  return (waitsFor.length === 0 || step.writes.some(({ field }) => waitsFor.includes(field))) && valuesFit(step, to);
}

/** Events of links and tasks are about whatever record the run is about; those of a kind of record are about that kind. */
function isAbout(event: string, step: StepEffects, from: SubjectType, to: SubjectType): boolean {
  const kind = event.slice(0, event.indexOf('.'));
  if (step.creates.some((type) => event === `${type}.created`)) return kind === to;
  const subjects = kinds.get(event);
  return subjects === undefined ? from === to : subjects.includes(to);
}

/** By event of a kind of record, the kinds that it can be about. */
const kinds: ReadonlyMap<string, readonly SubjectType[]> = new Map(
  eventTypes.filter((type) => subjectTypes.some((kind) => type.startsWith(`${kind}.`))).map((type) => [type, subjectsOfEvent(type)]),
);

function valuesFit(step: StepEffects, { trigger, enrollment }: Footprint): boolean {
  const known = step.writes.filter((write): write is { field: string; value: Json } => write.value !== undefined);
  return known.every(({ field, value }) => mayMeet(trigger.filter, field, value) && mayMeet(enrollment.filter, field, value));
}

/** Fields that have to change for the automation to start; empty: any. */
function changedFields({ trigger }: Footprint): readonly string[] {
  const { filter } = trigger;
  if (filter === null || filter.kind !== 'all') return [];
  return filter.of.flatMap((member) => (member.kind === 'changed' ? [member.field] : []));
}

/** Whether one thing that happens can bring the same record into both. */
function startTogether(one: Footprint, other: Footprint): boolean {
  return (
    one.subject === other.subject &&
    one.trigger.events.some((event) => other.trigger.events.includes(event)) &&
    changeTogether(changedFields(one), changedFields(other)) &&
    mayOverlap(one.trigger.filter, other.trigger.filter) &&
    mayOverlap(one.enrollment.filter, other.enrollment.filter)
  );
}

/** One change mostly touches one of the fields that are waited for. */
function changeTogether(one: readonly string[], other: readonly string[]): boolean {
  return one.length === 0 || other.length === 0 || one.some((field) => other.includes(field));
}

export function shareGroup(one: Footprint, other: Footprint): boolean {
  const group = one.enrollment.exclusive?.group;
  return group !== undefined && group === other.enrollment.exclusive?.group;
}

export function writesToPeople({ steps }: Footprint): boolean {
  return steps.some((step) => step.message);
}
