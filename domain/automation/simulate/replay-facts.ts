import type { Condition, Evaluation, Expression } from '../../expressions/ast.ts';
import { evaluate } from '../../expressions/evaluate.ts';
import type { Facts } from '../../expressions/facts.ts';
import { outputsOf, outputsOfCondition, pathsOf, pathsOfCondition } from '../../expressions/paths.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Instant } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';
import type { Reading, RecordedEvent, RecordedRun, ReplayWorld, UnknownCode } from './recorded-run.ts';

/** An answer, or why there is none. */
export type Told<T> = { readonly known: true; readonly value: T; readonly because: readonly Reading[] } | Untold;
export interface Untold {
  readonly known: false;
  readonly code: UnknownCode;
  readonly because: readonly Reading[];
}

/** What is known at one moment of a past run, as far as it has been followed. */
export class ReplayFacts {
  readonly #run: RecordedRun;
  readonly #world: ReplayWorld;
  readonly #plan: Plan;
  /** Paths and results that another setting of an earlier step would make otherwise, and nobody can say how. */
  readonly tainted = new Set<string>();
  readonly outputs: Record<string, JsonObject> = {};
  variables: JsonObject = {};

  constructor(run: RecordedRun, world: ReplayWorld, plan: Plan) {
    this.#run = run;
    this.#world = world;
    this.#plan = plan;
  }

  /** Whether a condition holds, or null where that hangs on what is not known. Values that were looked at then go before all others. */
  holds(condition: Condition, at: Instant, seen: Evaluation | null, event: RecordedEvent | null = null): Told<boolean> {
    const readings: Reading[] = [];
    const missing: Untold[] = [];
    const result = this.#holds(condition, { at, seen, event, readings, missing });
    if (result !== null) return { known: true, value: result, because: readings };
    return missing[0] ?? { known: false, code: 'not_recorded', because: [] };
  }

  /** The facts for a step's decision, if everything that these expressions read is known. */
  factsFor(expressions: readonly Expression[], at: Instant): Told<Facts> {
    for (const expression of expressions) {
      const lacking = this.#lacking(pathsOf(expression), outputsOf(expression), at, null);
      if (lacking !== null) return lacking;
    }
    return { known: true, value: this.#facts(at, null, null), because: [] };
  }

  #holds(condition: Condition, look: Look): boolean | null {
    if ('of' in condition) {
      const answers = condition.of.map((member) => this.#holds(member, look));
      if (condition.kind === 'all') return answers.includes(false) ? false : answers.includes(null) ? null : true;
      const any = answers.includes(true) ? true : answers.includes(null) ? null : false;
      return condition.kind === 'any' || any === null ? any : !any;
    }
    const lacking =
      condition.kind === 'related' || condition.kind === 'segment'
        ? ({ known: false, code: 'not_recorded', because: [] } as const)
        : this.#lacking(pathsOfCondition(condition), outputsOfCondition(condition), look.at, look.seen);
    if (lacking !== null) {
      look.missing.push(lacking);
      return null;
    }
    const { result, leaves } = evaluate(condition, this.#facts(look.at, look.seen, look.event));
    look.readings.push(...leaves.map(({ left, leftValue }) => ({ path: left, value: leftValue })));
    return result;
  }

  #lacking(
    paths: readonly string[],
    outputs: readonly { readonly step: string; readonly name: string }[],
    at: Instant,
    seen: Evaluation | null,
  ): Untold | null {
    const reads = [...paths, ...outputs.map(({ step, name }) => `steps.${step}.${name}`)];
    for (const path of reads) {
      const because = [{ path, value: null }];
      if ([...this.tainted].some((one) => path === one || path.startsWith(`${one}.`)))
        return { known: false, code: 'changed_before', because };
      if (!this.#isKnown(path, at, seen)) return { known: false, code: 'not_recorded', because };
    }
    return null;
  }

  #isKnown(path: string, _at: Instant, seen: Evaluation | null): boolean {
    const [root = '', field = '', ...rest] = path.split('.');
    if (root === 'steps') return Object.hasOwn(this.outputs, field);
    if (root === 'event') return this.#run.event !== null;
    if (root !== this.#run.subject.type) return root === 'vars' || root === 'run' || root === 'tenant';
    if (seen?.leaves.some((leaf) => leaf.left === path && leaf.operator !== 'changed') === true) return true;
    // Events tell how a record's own fields have changed, not what became of tags, lists and other records.
    const own = rest.length === 0 || (field === 'custom' && rest.length === 1);
    return own && field !== 'tags' && this.#run.record !== null && this.#run.eventsComplete && this.#isColumn(field);
  }

  #isColumn(field: string): boolean {
    const value = this.#run.record?.[field];
    return field === 'custom' || value === undefined || value === null || typeof value !== 'object';
  }

  #facts(at: Instant, seen: Evaluation | null, event: RecordedEvent | null): Facts {
    const { settings } = this.#plan;
    const { subject, id, startedAt } = this.#run;
    const started = event === null ? this.#run.event : eventRoot(event);
    return {
      now: at,
      timeZone: settings.timeZone === 'tenant' ? this.#world.tenant.timezone : settings.timeZone,
      roots: {
        [subject.type]: withSeen(this.#recordAt(at), subject.type, seen),
        ...(started === null ? {} : { event: started }),
        vars: this.variables,
        run: { id, startedAt },
        tenant: { ...this.#world.tenant },
      },
      outputs: this.outputs,
    };
  }

  /** The record as it is, with everything taken back that was changed after the moment, the latest change first. */
  #recordAt(at: Instant): JsonObject {
    let record: JsonObject = this.#run.record ?? {};
    for (const event of this.#run.events.toReversed()) {
      if (event.occurredAt <= at || event.subject.id !== this.#run.subject.id || event.before === undefined) continue;
      for (const [path, value] of Object.entries(event.before)) record = put(record, path.split('.'), value);
    }
    return record;
  }
}

interface Look {
  readonly at: Instant;
  readonly seen: Evaluation | null;
  readonly event: RecordedEvent | null;
  readonly readings: Reading[];
  readonly missing: Untold[];
}

function withSeen(record: JsonObject, root: string, seen: Evaluation | null): JsonObject {
  let filled = record;
  for (const leaf of seen?.leaves ?? []) {
    if (leaf.operator === 'changed' || leaf.operator === 'related' || leaf.operator === 'segment') continue;
    if (leaf.left.startsWith(`${root}.`)) filled = put(filled, leaf.left.split('.').slice(1), leaf.leftValue);
  }
  return filled;
}

/** Events name custom fields as `custom: { key }` or flat as `custom.key`. */
function put(record: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  const now = Object.hasOwn(record, key) ? record[key] : undefined;
  const inner = isObject(now) ? now : {};
  if (rest.length > 0) return { ...record, [key]: put(inner, rest, value) };
  return { ...record, [key]: key === 'custom' && isObject(value) ? { ...inner, ...value } : value };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function eventRoot({ id, type, occurredAt, subject, related, actor, before, after, data }: RecordedEvent): JsonObject {
  const ref = (one: { readonly type: string; readonly id: string }): JsonObject => ({ type: one.type, id: one.id });
  return {
    id,
    type,
    occurredAt,
    subject: ref(subject),
    related: (related ?? []).map(ref),
    actor: { ...actor },
    before: before ?? {},
    after: after ?? {},
    data: data ?? {},
  };
}
