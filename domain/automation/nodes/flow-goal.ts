import { z } from 'zod';
import type { Condition } from '../../expressions/ast.ts';
import { evaluate } from '../../expressions/evaluate.ts';
import { conditionWords } from '../../expressions/sentence.ts';
import { condition } from '../definition/expression-schema.ts';
import { located, noRetry, short } from './shared.ts';
import type { ControlSpec, Sentence } from './spec.ts';

const config = z.strictObject({
  /** Looked at wherever the run goes on, as long as it may still come to this step. */
  criterion: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('condition'), when: condition }),
    z.strictObject({ kind: z.literal('event'), events: z.array(z.string().max(100)).max(50), when: condition.nullable().default(null) }),
  ]),
});
export type FlowGoalConfig = z.infer<typeof config>;

export const flowGoal: ControlSpec<'flow.goal', FlowGoalConfig> = {
  type: 'flow.goal',
  category: 'flow',
  icon: 'locate',
  config,
  defaults: { criterion: { kind: 'condition', when: { kind: 'all', of: [] } } },
  outcomes: () => [{ name: 'reached' }, { name: 'not_reached' }],
  outputs: () => [{ name: 'early', type: 'boolean' }],
  references: ({ criterion }) => ({
    conditions: criterion.when === null ? [] : [located('/criterion/when', criterion.when)],
    ...(criterion.kind === 'event'
      ? { eventTypes: criterion.events.map((type, index) => located(`/criterion/events/${index}`, type)) }
      : {}),
    nonEmpty: [
      criterion.kind === 'event'
        ? located('/criterion/events', criterion.events.length)
        : located('/criterion/when', comparisons(criterion.when)),
    ],
  }),
  sentence: ({ criterion }): Sentence =>
    criterion.kind === 'event'
      ? { key: 'steps.flow.goal.event', params: { events: criterion.events, filtered: criterion.when !== null } }
      : { key: 'steps.flow.goal.condition', params: { condition: JSON.parse(JSON.stringify(criterion.when)) } },
  title: ({ criterion }) =>
    `Goal: ${criterion.kind === 'event' ? criterion.events.join(' or ') || 'an event' : short(conditionWords(criterion.when), 90)}`,
  retry: noRetry,
  skipOutcome: 'not_reached',
  decide: ({ criterion }, env) => {
    if (env.noted?.early === true) return { kind: 'done', outcome: 'reached', output: { early: true } };
    if (criterion.kind === 'event') return { kind: 'done', outcome: 'not_reached', output: { early: false } };
    const evaluation = evaluate(criterion.when, env.facts);
    return { kind: 'done', outcome: evaluation.result ? 'reached' : 'not_reached', output: { early: false }, evaluation };
  },
};

function comparisons(of: Condition): number {
  return 'of' in of ? of.of.reduce((sum, member) => sum + comparisons(member), 0) : 1;
}
