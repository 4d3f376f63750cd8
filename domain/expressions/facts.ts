import type { Json, JsonObject } from '../json.ts';
import type { Instant } from '../time.ts';
import type { Condition } from './ast.ts';

/**
 * Everything a condition or value may look at, loaded before it is evaluated (the field paths to load stand in the plan).
 *
 * `roots` holds nested JSON: the subject under its own name with relations inside (`lead.owner.email`, `contact.company.name`), custom
 * fields under `custom` (`lead.custom.budget`), the triggering or awaited event under `event`, the run under `run`, what its steps have set
 * under `vars`, the tenant under `tenant`. Field names are the camelCase names of the API and of `before`/`after` in events. Instants are ISO text in UTC, dates
 * `YYYY-MM-DD`, amounts of money numbers in minor units, users and teams ids.
 *
 * Lists of related records (`deal.tasks`) hold at most `maxRelated` of them, the newest.
 *
 * A path that is not there, and a value of null, empty text or an empty list, are all the same: missing. See `evaluate.ts`.
 */
export interface Facts {
  readonly now: Instant;
  /** IANA zone in which "today" and dates are read. */
  readonly timeZone: string;
  readonly roots: JsonObject;
  /** What the segments mean that are asked for, by id, those inside of segments too. They are about the subject. */
  readonly segments?: SegmentMeanings;
  /** The roots around "related records that …": segments are asked there, about the subject and never about what is related to it. */
  readonly outside?: JsonObject;
  /** Step id -> outputs of its last visit. */
  readonly outputs: Readonly<Record<string, JsonObject>>;
}

export type SegmentMeanings = ReadonlyMap<string, Condition>;

/** The value at a dotted path, or null when there is none. Own properties only, so `__proto__` and friends are missing. */
export function valueAt(roots: JsonObject, path: string): Json {
  let value: Json = roots;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return null;
    value = (value as JsonObject)[key] ?? null;
  }
  return value;
}
