import { z } from 'zod';
import { mostBranches } from './branches.ts';
import { noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({
  /** `all`: every branch has come or ended. `any`: one has come. `some`: as many as `count`. What is then still under way is given up. */
  mode: z.enum(['all', 'any', 'some']).default('all'),
  count: z.number().int().min(1).max(mostBranches).default(1),
});
export type FlowJoinConfig = z.infer<typeof config>;

/** How many branches must have come before the others are given up; for `all` nobody is. */
export function neededOf({ mode, count }: FlowJoinConfig, branches: number): number {
  return mode === 'all' ? branches : mode === 'any' ? 1 : count;
}

export const flowJoin: ControlSpec<'flow.join', FlowJoinConfig> = {
  type: 'flow.join',
  category: 'flow',
  icon: 'git-merge',
  config,
  defaults: { mode: 'all', count: 1 },
  outcomes: (c) => [{ name: 'next' }, ...(c.mode === 'some' ? [{ name: 'too_few' }] : [])],
  outputs: () => [
    { name: 'arrived', type: 'number' },
    { name: 'branches', type: 'number' },
  ],
  references: () => ({}),
  sentence: (c) => ({ key: `steps.flow.join.${c.mode}`, params: { count: c.count } }),
  title: (c) =>
    c.mode === 'some'
      ? `Go on when ${c.count} branches are done`
      : `Go on when ${c.mode} of the branches ${c.mode === 'all' ? 'are' : 'is'} done`,
  retry: noRetry,
  join: true,
  decide: (c, env) => {
    const met = env.noted ?? { arrived: 1, branches: 1 };
    const arrived = typeof met.arrived === 'number' ? met.arrived : 1;
    return { kind: 'done', outcome: c.mode === 'some' && arrived < c.count ? 'too_few' : 'next', output: met };
  },
};
