import { type MissingPerson, replacementOf } from '../../domain/calendar/who-is-there.ts';
import type { ApproverSpec } from '../../domain/decisions/policy.ts';
import { missingPeople } from '../calendars/missing-people.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { userOf } from '../records/made-by.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

const mayDecide = `u.status = 'active' and exists (
  select from user_roles ur join role_permissions rp on rp.tenant_id = ur.tenant_id and rp.role_id = ur.role_id
  where ur.tenant_id = u.tenant_id and ur.user_id = u.id and rp.permission_code = 'decisions.decide')`;

const holdsRole = `exists (select from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
  where ur.tenant_id = u.tenant_id and ur.user_id = u.id and r.code = any(?::text[]))`;

export interface AskedFor {
  readonly requesterUserId: string | null;
  readonly ownerUserId: string | null;
}

/**
 * The people a step asks: active, with the right to decide, never whoever asked. Whoever is away or left is replaced by their stand-in,
 * else by their manager. Where nobody is left, those it escalates to, then the admins; an empty answer means that there is nobody at all.
 */
export async function approversOf(
  trx: TenantTrx,
  context: CommandContext,
  spec: ApproverSpec,
  about: AskedFor & { readonly escalateTo: string | null },
): Promise<readonly string[]> {
  const found = await among(trx, context, spec, about);
  const missing = await missingPeople(trx, context.tenantId, context.now);
  const there = found.filter((userId) => !missing.has(userId));
  const away = found.length === 0 && spec.kind === 'user' ? [spec.userId] : found.filter((userId) => missing.has(userId));
  const asked = new Set([...there, ...(about.requesterUserId === null ? [] : [about.requesterUserId])]);
  const people = [...there];
  for (const userId of away) {
    const instead = await deciderFor(trx, context, userId, missing, asked);
    if (instead === null) continue;
    asked.add(instead);
    people.push(instead);
  }
  if (people.length > 0) return people;
  const above = await escalation(trx, context, { ...about, except: asked, missing });
  if (above.length > 0) return above;
  // Nobody is there: those who are away are asked when they come back.
  return found.length > 0 ? found : membersOf(trx, context, ['admin', 'super_admin'], about.requesterUserId);
}

/** Who decides instead of somebody who is missing: their stand-in, else their manager, if they have the right and are not asked already. */
export async function deciderFor(
  trx: TenantTrx,
  context: CommandContext,
  userId: string,
  missing: ReadonlyMap<string, MissingPerson>,
  except: ReadonlySet<string>,
): Promise<string | null> {
  const passed = new Set(except);
  for (;;) {
    const next = replacementOf(userId, missing, passed);
    if (next === null || (await canDecide(trx, context, next.userId))) return next?.userId ?? null;
    passed.add(next.userId);
  }
}

/** Those above who are there and not asked yet: the role a step escalates to, else the admins. */
export async function escalation(
  trx: TenantTrx,
  context: CommandContext,
  given: {
    readonly escalateTo: string | null;
    readonly requesterUserId: string | null;
    readonly except: ReadonlySet<string>;
    readonly missing: ReadonlyMap<string, MissingPerson>;
  },
): Promise<readonly string[]> {
  for (const roles of [given.escalateTo === null ? [] : [given.escalateTo], ['admin', 'super_admin']]) {
    const members = await membersOf(trx, context, roles, given.requesterUserId);
    const free = members.filter((userId) => !given.except.has(userId) && !given.missing.has(userId));
    if (free.length > 0) return free;
  }
  return [];
}

function among(trx: TenantTrx, context: CommandContext, spec: ApproverSpec, about: AskedFor): Promise<readonly string[]> {
  switch (spec.kind) {
    case 'role':
      return membersOf(trx, context, [spec.role], about.requesterUserId);
    case 'user':
      return select(trx, context, about.requesterUserId, 'u.id = ?', [spec.userId]);
    case 'team':
      return select(
        trx,
        context,
        about.requesterUserId,
        'exists (select from team_members m where m.tenant_id = u.tenant_id and m.user_id = u.id and m.team_id = ?)',
        [spec.teamId],
      );
    case 'owner_manager':
      return select(
        trx,
        context,
        about.requesterUserId,
        `exists (select from teams t join team_members m on m.tenant_id = t.tenant_id and m.team_id = t.id
           where t.tenant_id = u.tenant_id and t.archived_at is null and t.manager_user_id = u.id and m.user_id = ?)`,
        [about.ownerUserId ?? about.requesterUserId],
      );
  }
}

/** Holders of roles who may decide. */
export function membersOf(
  trx: TenantTrx,
  context: CommandContext,
  roles: readonly string[],
  except: string | null,
): Promise<readonly string[]> {
  return select(trx, context, except, holdsRole, [[...roles]]);
}

async function select(
  trx: TenantTrx,
  context: CommandContext,
  except: string | null,
  where: string,
  bindings: readonly (string | null | string[])[],
): Promise<readonly string[]> {
  const rows = await rowsOf<{ id: string }>(
    trx,
    `select u.id from users u where u.tenant_id = ? and u.id is distinct from ?::uuid and ${mayDecide} and ${where} order by u.id`,
    [context.tenantId, except, ...bindings],
  );
  return rows.map((row) => row.id);
}

/** Whether somebody may be handed a decision. */
export async function canDecide(trx: TenantTrx, context: CommandContext, userId: string): Promise<boolean> {
  return (await select(trx, context, null, 'u.id = ?', [userId])).length > 0;
}

/** Who asks: the person, or whoever published the automation that acts. */
export async function requesterOf(trx: TenantTrx, context: CommandContext): Promise<string | null> {
  const { actor } = context;
  if (actor.kind !== 'automation') return userOf(actor);
  const row = await rowOf<{ publishedBy: string | null }>(
    trx,
    `select v.published_by from runs r join automation_versions v on v.tenant_id = r.tenant_id and v.automation_id = r.automation_id and v.number = r.version
     where r.tenant_id = ? and r.id = ?`,
    [context.tenantId, actor.runId],
  );
  return row?.publishedBy ?? null;
}
