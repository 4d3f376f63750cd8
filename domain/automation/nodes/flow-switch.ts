import { z } from 'zod';
import type { Condition, EvaluatedLeaf } from '../../expressions/ast.ts';
import { evaluate } from '../../expressions/evaluate.ts';
import { condition } from '../definition/expression-schema.ts';
import { branchParts, differ, mostBranches, wayOf } from './branches.ts';
import { located, noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({
  /** Looked at in this order; the first that holds is taken. */
  branches: z
    .array(z.strictObject({ ...branchParts, when: condition }))
    .max(mostBranches)
    .refine((branches) => differ(branches, 'else'), 'must have a different id for each branch, and none may be "else"'),
});
export type FlowSwitchConfig = z.infer<typeof config>;

const nothing: Condition = { kind: 'all', of: [] };

export const flowSwitch: ControlSpec<'flow.switch', FlowSwitchConfig> = {
  type: 'flow.switch',
  category: 'flow',
  icon: 'flows',
  config,
  defaults: {
    branches: [
      { id: 'a', label: '', when: { kind: 'all', of: [] } },
      { id: 'b', label: '', when: { kind: 'all', of: [] } },
    ],
  },
  outcomes: (c) => [...c.branches.map(wayOf), { name: 'else' }],
  outputs: () => [],
  references: (c) => ({
    conditions: c.branches.map((branch, index) => located(`/branches/${index}/when`, branch.when)),
    nonEmpty: [
      located('/branches', c.branches.length),
      // A condition without comparisons always holds, and the branches behind it never would.
      ...c.branches.map((branch, index) => located(`/branches/${index}/when`, comparisons(branch.when))),
    ],
  }),
  sentence: (c) => ({
    key: 'steps.flow.switch.sentence',
    params: { branches: c.branches.map((branch, index) => wayOf(branch, index).label) },
  }),
  title: (c) => `Choose one of ${c.branches.length + 1} branches`,
  retry: noRetry,
  skipOutcome: 'else',
  decide: (c, env) => {
    const leaves: EvaluatedLeaf[] = [];
    for (const branch of c.branches) {
      const evaluation = evaluate(branch.when ?? nothing, env.facts);
      leaves.push(...evaluation.leaves);
      if (evaluation.result) return { kind: 'done', outcome: branch.id, evaluation: { result: true, leaves } };
    }
    return { kind: 'done', outcome: 'else', evaluation: { result: false, leaves } };
  },
};

function comparisons(of: Condition): number {
  return 'of' in of ? of.of.reduce((sum, member) => sum + comparisons(member), 0) : 1;
}
