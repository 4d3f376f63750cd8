import { z } from 'zod';
import { located, personReferences, personSchema, personWords, recordRetry } from './shared.ts';
import type { NodeSpec, Sentence } from './spec.ts';

const poolSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('users'), userIds: z.array(z.string().max(100)).max(200) }),
  /** Empty id until the author has chosen. */
  z.strictObject({ kind: z.literal('team'), teamId: z.string().max(100) }),
]);

const common = {
  /** Leave a record that has an owner as it is. */
  onlyIfUnassigned: z.boolean().default(false),
  /** Why, in words, kept on the record as its routing reason; empty: words for the mode are made up. */
  reason: z.string().max(200).default(''),
};
const fromPool = { pool: poolSchema, excludeOwner: z.boolean().default(false), ...common };

const config = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('owner'), to: personSchema, ...common }),
  z.strictObject({ mode: z.literal('round_robin'), ...fromPool }),
  z.strictObject({ mode: z.literal('least_loaded'), ...fromPool }),
]);
export type RecordAssignConfig = z.infer<typeof config>;
export type AssignmentPool = z.infer<typeof poolSchema>;

export const recordAssign: NodeSpec<'record.assign', RecordAssignConfig> = {
  type: 'record.assign',
  category: 'record',
  icon: 'person',
  config,
  defaults: { mode: 'round_robin', pool: { kind: 'team', teamId: '' }, excludeOwner: false, onlyIfUnassigned: false, reason: '' },
  /** `nobody`: the pool has no active member left; without that branch the step fails. */
  outcomes: () => [{ name: 'next' }, { name: 'nobody', optional: true }, { name: 'error', optional: true }],
  outputs: () => [
    { name: 'owner', type: 'user', maybe: true },
    { name: 'previousOwner', type: 'user', maybe: true },
    { name: 'reason', type: 'text', maybe: true },
  ],
  references: (c) => {
    if (c.mode === 'owner') {
      const person = personReferences('/to', c.to);
      return { users: person.users, values: person.values, ownerWrites: true };
    }
    return c.pool.kind === 'team'
      ? { teams: [located('/pool/teamId', c.pool.teamId)], ownerWrites: true }
      : {
          users: c.pool.userIds.map((id, index) => located(`/pool/userIds/${index}`, id)),
          nonEmpty: [located('/pool/userIds', c.pool.userIds.length)],
          ownerWrites: true,
        };
  },
  sentence: (c): Sentence => {
    if (c.mode === 'owner') return { key: 'steps.record.assign.owner', params: { to: JSON.parse(JSON.stringify(c.to)) } };
    return { key: `steps.record.assign.${c.mode}`, params: { pool: JSON.parse(JSON.stringify(c.pool)) } };
  },
  title: (c) => {
    if (c.mode === 'owner') return `Assign to ${personWords(c.to)}`;
    return c.mode === 'round_robin' ? 'Assign in turn' : 'Assign to whoever has the least to do';
  },
  retry: recordRetry,
  emits: (_c, subject) => [`${subject}.assigned`],
};
