import { z } from 'zod';
import { evaluate } from '../../expressions/evaluate.ts';
import { conditionWords } from '../../expressions/sentence.ts';
import { condition } from '../definition/expression-schema.ts';
import { located, noRetry, short } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({ condition });
export type FlowIfConfig = z.infer<typeof config>;

export const flowIf: ControlSpec<'flow.if', FlowIfConfig> = {
  type: 'flow.if',
  category: 'flow',
  icon: 'fork',
  config,
  defaults: { condition: { kind: 'all', of: [] } },
  outcomes: () => [{ name: 'yes' }, { name: 'no' }],
  outputs: () => [],
  references: (c) => ({ conditions: [located('/condition', c.condition)] }),
  sentence: (c) => ({ key: 'steps.flow.if.sentence', params: { condition: JSON.parse(JSON.stringify(c.condition)) } }),
  title: (c) => `If ${short(conditionWords(c.condition), 90)}`,
  retry: noRetry,
  skipOutcome: 'no',
  decide: (c, env) => {
    const evaluation = evaluate(c.condition, env.facts);
    return { kind: 'done', outcome: evaluation.result ? 'yes' : 'no', evaluation };
  },
};
