import { z } from 'zod';
import { sha256 } from '../plan/sha256.ts';
import { branchParts, differ, mostBranches, wayOf } from './branches.ts';
import { located, noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({
  branches: z
    .array(z.strictObject({ ...branchParts, percent: z.number().min(0).max(100) }))
    .min(1)
    .max(mostBranches)
    .refine((branches) => differ(branches), 'must have a different id for each branch'),
});
export type FlowSplitConfig = z.infer<typeof config>;

/**
 * Where a record stands between 0 and 100: the same for the same step, whenever and in whatever version it comes by. Records spread evenly,
 * and differently over each step, because the hash is of both.
 */
export function shareOf(seed: string, recordId: string): number {
  // 48 bits: exact in a number, and even to far below what percents can say.
  return (Number.parseInt(sha256(`${seed}/${recordId}`).slice(0, 12), 16) / 2 ** 48) * 100;
}

export const flowSplit: ControlSpec<'flow.split', FlowSplitConfig> = {
  type: 'flow.split',
  category: 'flow',
  icon: 'percentage',
  config,
  defaults: {
    branches: [
      { id: 'a', label: 'A', percent: 50 },
      { id: 'b', label: 'B', percent: 50 },
    ],
  },
  outcomes: (c) => c.branches.map(wayOf),
  outputs: () => [{ name: 'share', type: 'number' }],
  references: (c) => ({
    shares: [
      located(
        '/branches',
        c.branches.map((branch) => branch.percent),
      ),
    ],
  }),
  sentence: (c) => ({
    key: 'steps.flow.split.sentence',
    params: { shares: c.branches.map((branch, index) => ({ label: wayOf(branch, index).label, percent: branch.percent })) },
  }),
  title: (c) => `Split ${c.branches.map((branch) => branch.percent).join(' / ')}`,
  retry: noRetry,
  decide: (c, env) => {
    const share = shareOf(env.seed, env.subject.id);
    let passed = 0;
    for (const branch of c.branches) {
      passed += branch.percent;
      if (share < passed) return { kind: 'done', outcome: branch.id, output: { share } };
    }
    // Percents add up to 100 but for the last bit of their sum.
    const last = c.branches.findLast((branch) => branch.percent > 0) ?? c.branches[0];
    return last === undefined
      ? { kind: 'fail', reason: 'The split has no branches.' }
      : { kind: 'done', outcome: last.id, output: { share } };
  },
};
