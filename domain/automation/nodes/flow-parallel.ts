import { z } from 'zod';
import { branchParts, differ, mostBranches, wayOf } from './branches.ts';
import { located, noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({
  /** All are taken, side by side. */
  branches: z
    .array(z.strictObject(branchParts))
    .max(mostBranches)
    .refine((branches) => differ(branches, 'opened'), 'must have a different id for each branch, and none may be "opened"'),
});
export type FlowParallelConfig = z.infer<typeof config>;

export const flowParallel: ControlSpec<'flow.parallel', FlowParallelConfig> = {
  type: 'flow.parallel',
  category: 'flow',
  icon: 'git-branch',
  config,
  defaults: {
    branches: [
      { id: 'a', label: '' },
      { id: 'b', label: '' },
    ],
  },
  outcomes: (c) => c.branches.map(wayOf),
  outputs: () => [],
  references: (c) => ({ nonEmpty: [located('/branches', c.branches.length)] }),
  sentence: (c) => ({
    key: 'steps.flow.parallel.sentence',
    params: { branches: c.branches.map((branch, index) => wayOf(branch, index).label) },
  }),
  title: (c) => `Do ${c.branches.length} things side by side`,
  retry: noRetry,
  parallel: true,
  decide: (c) => ({ kind: 'done', outcome: 'opened', inputs: { branches: c.branches.length } }),
};
