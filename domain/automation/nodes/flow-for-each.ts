import { z } from 'zod';
import { valueAt } from '../../expressions/facts.ts';
import type { Json, JsonObject } from '../../json.ts';
import { relatedListKinds } from '../../records/related-lists.ts';
import type { RecordType } from '../../records/record-types.ts';
import { recordTypes } from '../../records/record-types.ts';
import { fieldPath } from '../definition/expression-schema.ts';
import { located, noRetry } from './shared.ts';
import type { ControlSpec, Sentence } from './spec.ts';

export const mostItems = 1_000;
export const mostAtOnce = 20;

const config = z.strictObject({
  /** Records that belong to the run's own (`deal.tasks`), or a list that an earlier step found. */
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('related'), list: fieldPath }),
    z.strictObject({ kind: z.literal('output'), step: z.string().max(64), name: z.string().max(100) }),
  ]),
  /** So many rounds may be under way at the same time. */
  atOnce: z.number().int().min(1).max(mostAtOnce).default(1),
  /** No more records than this, the newest first. */
  limit: z.number().int().min(1).max(mostItems).default(100),
});
export type FlowForEachConfig = z.infer<typeof config>;

/** The kind of record of a related list; null for a path that is none. */
function kindOf(list: string): RecordType | null {
  const kind = relatedListKinds[list.slice(list.lastIndexOf('.') + 1)];
  return recordTypes.find((type) => type === kind) ?? null;
}

export const flowForEach: ControlSpec<'flow.for_each', FlowForEachConfig> = {
  type: 'flow.for_each',
  category: 'flow',
  icon: 'repeat',
  config,
  defaults: { source: { kind: 'output', step: '', name: 'records' }, atOnce: 1, limit: 100 },
  outcomes: () => [{ name: 'each' }, { name: 'done' }],
  outputs: ({ source }) => {
    const type = source.kind === 'related' ? kindOf(source.list) : null;
    return [
      {
        name: 'item',
        type: 'reference',
        inside: true,
        ...(type === null ? {} : { recordType: type, fields: true }),
        ...(source.kind === 'output' ? { itemOf: source } : {}),
      },
      { name: 'index', type: 'number', inside: true },
      { name: 'count', type: 'number' },
    ];
  },
  references: ({ source }) =>
    source.kind === 'related'
      ? { lists: [located('/source/list', source.list)] }
      : { listOutputs: [located('/source', { step: source.step, name: source.name })] },
  sentence: ({ source, limit }): Sentence =>
    source.kind === 'related'
      ? { key: 'steps.flow.for_each.related', params: { list: source.list, limit } }
      : { key: 'steps.flow.for_each.output', params: { record: { ...source }, limit } },
  title: ({ source }) => `For each of ${source.kind === 'related' ? source.list : 'what was found'}`,
  retry: noRetry,
  beside: ['each'],
  skipOutcome: 'done',
  decide: ({ source, limit }, env) => {
    const list =
      source.kind === 'related' ? valueAt(env.facts.roots, source.list) : (env.facts.outputs[source.step]?.[source.name] ?? null);
    const type = source.kind === 'related' ? kindOf(source.list) : null;
    const all = Array.isArray(list) ? list.flatMap((one: Json) => itemOf(one, type, env.keeps ?? [])) : [];
    const items = all.slice(0, limit);
    return {
      kind: 'done',
      outcome: items.length === 0 ? 'done' : 'each',
      inputs: { records: all.length },
      output: { count: items.length },
      items,
    };
  },
};

/** A record as the item of a round: what it is, and of its fields those that the steps inside read. */
function itemOf(value: Json, type: RecordType | null, keeps: readonly string[]): JsonObject[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const record = value as JsonObject; // an object that is no list
  const kind = type ?? record.type;
  if (typeof record.id !== 'string' || typeof kind !== 'string') return [];
  const item: Record<string, Json> = { type: kind, id: record.id };
  for (const name of keeps)
    if (name.startsWith('item.')) put(item, name.slice('item.'.length).split('.'), valueAt(record, name.slice('item.'.length)));
  return [{ ...item, type: kind, id: record.id }];
}

function put(into: Record<string, Json>, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner = { ...(into[key] as JsonObject | undefined) };
  put(inner, rest, value);
  into[key] = inner;
}
