import { isAway } from '../../../commands/calendars/missing-people.ts';
import { assignRecord } from '../../../commands/records/update-record.ts';
import type { SubjectRows } from '../../../commands/records/rows.ts';
import type { AssignmentPool } from '../../../domain/automation/nodes/record-assign.ts';
import type { ConfigOf } from '../../../domain/automation/nodes/registry.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import type { EffectEnv, Executor } from './executor.ts';
import { ownerOf, personOf } from './values.ts';

type Config = ConfigOf<'record.assign'>;

export const executeAssign: Executor<'record.assign'> = async (config, env) => {
  const previousOwner = ownerOf(env);
  if (config.onlyIfUnassigned && previousOwner !== null) {
    return { kind: 'done', outcome: 'next', output: { owner: previousOwner, previousOwner, reason: 'It has an owner already.' } };
  }
  const chosen = await choose(config, env, previousOwner);
  if (chosen === null) {
    const reason = 'There is nobody to assign it to.';
    const inputs = { mode: config.mode };
    return env.leavesBy('nobody') ? { kind: 'skip', outcome: 'nobody', reason, inputs } : { kind: 'fail', reason, inputs };
  }
  const reason = config.reason === '' ? reasons[config.mode] : config.reason;
  const row = await assignRecord(env.trx, env.context, {
    record: env.subject,
    ownerUserId: chosen,
    reason,
    loaded: env.row as unknown as SubjectRows[SubjectType],
  });
  env.replaceRow(row);
  return { kind: 'done', outcome: 'next', inputs: { mode: config.mode }, output: { owner: chosen, previousOwner, reason } };
};

const reasons: Readonly<Record<Config['mode'], string>> = {
  owner: 'Assigned by an automation',
  round_robin: 'Next in turn',
  least_loaded: 'Least to do',
};

async function choose(config: Config, env: EffectEnv, previousOwner: string | null): Promise<string | null> {
  if (config.mode === 'owner') return personOf(config.to, env);
  const members = await membersOf(config.pool, env, config.mode === 'least_loaded');
  const eligible = config.excludeOwner ? members.filter((member) => member.id !== previousOwner) : members;
  if (eligible.length === 0) return null;
  if (config.mode === 'least_loaded') return [...eligible].sort((a, b) => a.load - b.load || (a.id < b.id ? -1 : 1))[0]?.id ?? null;
  // One counter per step, whatever its version: publishing does not begin a new round.
  const position = await env.services.nextPosition(env.context.tenantId, `${env.run.automationId}/${env.key.step}`);
  return eligible[position % eligible.length]?.id ?? null;
}

interface Member {
  readonly id: string;
  /** Open tasks. */
  readonly load: number;
}

/**
 * The members of the pool who are active and not away, in a fixed order. Their tasks are counted only where it matters: a team's open tasks grow
 * with every lead that comes in.
 */
async function membersOf(pool: AssignmentPool, env: EffectEnv, withLoad: boolean): Promise<readonly Member[]> {
  const { tenantId } = env.context;
  const among =
    pool.kind === 'users'
      ? { sql: 'u.id = any(?::uuid[])', binding: [...pool.userIds] }
      : { sql: 'u.id in (select m.user_id from team_members m where m.tenant_id = u.tenant_id and m.team_id = ?)', binding: pool.teamId };
  const load = withLoad
    ? `(select count(*)::int from tasks t where t.tenant_id = u.tenant_id and t.owner_user_id = u.id and t.status in ('open', 'in_progress') and t.archived_at is null)`
    : '0';
  const result: { rows: Member[] } = await env.trx.raw(
    `select u.id, ${load} as load
     from users u where u.tenant_id = ? and u.status = 'active' and ${among.sql} and not ${isAway} order by u.id`,
    [tenantId, among.binding, env.context.now, env.context.now],
  );
  return result.rows;
}
