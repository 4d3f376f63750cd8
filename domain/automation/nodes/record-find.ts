import { z } from 'zod';
import { valueOf } from '../../expressions/evaluate.ts';
import type { Facts } from '../../expressions/facts.ts';
import type { Condition } from '../../expressions/ast.ts';
import { conditionWords } from '../../expressions/sentence.ts';
import { subjectTypes } from '../../records/record-types.ts';
import { condition } from '../definition/expression-schema.ts';
import { located, recordRetry, short } from './shared.ts';
import type { NodeSpec } from './spec.ts';

export const findSorts = ['newest', 'oldest', 'changed', 'name'] as const;
export const mostFound = 100;

const config = z.strictObject({
  recordType: z.enum(subjectTypes),
  /** Fields of what is looked for stand under `found`, e.g. `found.companyId is deal.companyId`. */
  condition,
  /** Which of those that fit comes first. */
  sort: z.enum(findSorts).default('newest'),
  take: z.enum(['first', 'all']).default('first'),
  /** At most this many are kept of all that fit. */
  limit: z.number().int().min(1).max(mostFound).default(20),
});
export type RecordFindConfig = z.infer<typeof config>;

export const recordFind: NodeSpec<'record.find', RecordFindConfig> = {
  type: 'record.find',
  category: 'record',
  icon: 'search',
  config,
  defaults: { recordType: 'contact', condition: { kind: 'all', of: [] }, sort: 'newest', take: 'first', limit: 20 },
  outcomes: () => [{ name: 'found' }, { name: 'none', empty: true }, { name: 'error', optional: true }],
  outputs: (c) => [
    { name: 'record', type: 'reference', recordType: c.recordType, fields: true },
    { name: 'count', type: 'number' },
    ...(c.take === 'all' ? [{ name: 'records', type: 'unknown' as const, listOf: c.recordType }] : []),
  ],
  references: (c) => ({
    finds: [located('/condition', { recordType: c.recordType, condition: c.condition })],
    nonEmpty: [located('/condition', leaves(c.condition))],
  }),
  sentence: (c) => ({
    key: `steps.record.find.${c.take}`,
    params: { recordType: c.recordType, condition: JSON.parse(JSON.stringify(c.condition)), sort: c.sort, limit: c.limit },
  }),
  title: (c) => `Find ${c.take === 'all' ? 'every' : 'the'} ${c.recordType} with ${short(conditionWords(c.condition), 80)}`,
  retry: recordRetry,
  skipOutcome: 'none',
};

function leaves(of: Condition): number {
  return 'of' in of ? of.of.reduce((sum, member) => sum + leaves(member), 0) : 1;
}

/** The condition with every right side worked out: the search sees only values. */
export function withValues(condition: Condition, facts: Facts): Condition {
  if ('of' in condition) return { ...condition, of: condition.of.map((member) => withValues(member, facts)) };
  if (condition.kind !== 'compare' || condition.right === undefined) return condition;
  return { ...condition, right: { kind: 'literal', value: valueOf(condition.right, facts) } };
}
