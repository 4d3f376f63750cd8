import { hoursOfPeople } from '../../../commands/calendars/hours-of.ts';
import { addBusinessTime } from '../../../domain/calendar/business-time.ts';
import { hoursFor } from '../../../domain/automation/nodes/hours.ts';
import type { Due, Person } from '../../../domain/automation/nodes/shared.ts';
import { valueOf } from '../../../domain/expressions/evaluate.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { Json } from '../../../domain/json.ts';
import { addMilliseconds, millisecondsOf } from '../../../domain/time.ts';
import type { EffectEnv } from './executor.ts';

/** The user somebody's part stands for, or null if there is nobody. */
export async function personOf(person: Person, env: EffectEnv): Promise<string | null> {
  switch (person.kind) {
    case 'owner':
      return ownerOf(env);
    case 'user':
      return person.userId;
    case 'expression':
      return userIn(valueOf(person.value, env.facts));
    case 'manager':
      return managerOf(ownerOf(env), env);
  }
}

export function ownerOf(env: EffectEnv): string | null {
  const owner = env.row.ownerUserId;
  return typeof owner === 'string' ? owner : null;
}

/** The manager of the team that a user joined first; for a record without owner there is none. */
async function managerOf(userId: string | null, env: EffectEnv): Promise<string | null> {
  if (userId === null) return null;
  const result: { rows: { manager: string | null }[] } = await env.trx.raw(
    `select t.manager_user_id as manager from team_members m join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id
     where m.tenant_id = ? and m.user_id = ? and t.archived_at is null order by m.created_at, m.team_id limit 1`,
    [env.context.tenantId, userId],
  );
  return result.rows[0]?.manager ?? null;
}

function userIn(value: Json): string | null {
  return typeof value === 'string' && isUuid(value) ? value : null;
}

export type DueAnswer = { readonly due: string | null } | { readonly problem: string };

/** When something for somebody is due: `whose` hours are theirs. Computed here, in the segment: zones and calendars depend on the machine and must be stored, not replayed. */
export async function dueOf(due: Due | null, env: EffectEnv, forWhom: string | null): Promise<DueAnswer> {
  if (due === null) return { due: null };
  if (due.kind === 'expression') {
    const value = valueOf(due.value, env.facts);
    if (value === null) return { problem: 'The date it is due by has no value.' };
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? { problem: `"${String(value)}" is not a date.` } : { due: new Date(time).toISOString() };
  }
  if (due.duration.business !== true) return { due: addMilliseconds(env.facts.now, millisecondsOf(due.duration)) };
  const { whose } = due.duration;
  const known =
    whose === undefined || forWhom === null ? undefined : await hoursOfPeople(env.trx, env.context.tenantId, [forWhom], env.context.now);
  const calendar = hoursFor({ calendar: env.calendar, hours: known?.get(forWhom ?? '') }, whose);
  const open = addBusinessTime(calendar, env.facts.now, due.duration);
  return open.ok ? { due: open.instant } : { problem: open.problem };
}
