import { UserError } from '../../domain/errors/errors.ts';
import { type Entitlement, isFeature } from '../../domain/entitlements/entitlements.ts';
import { overrideProblem, type OverrideScope } from '../../domain/entitlements/resolve.ts';
import { singleLine } from '../../domain/records/text-rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound } from '../records/lock-record.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { forgetEntitlements } from './read-entitlements.ts';

export interface OverrideRow {
  readonly id: string;
  readonly scope: OverrideScope;
  readonly subjectId: string;
  /** Of the person or team; null for the workspace and for whoever is gone. */
  readonly subjectName: string | null;
  readonly entitlement: string;
  readonly granted: boolean | null;
  readonly limitValue: string | null;
  readonly reason: string | null;
  readonly createdAt: Date;
}

export interface SetOverride {
  readonly scope: OverrideScope;
  /** Not for the workspace. */
  readonly subjectId?: string | undefined;
  readonly entitlement: Entitlement;
  readonly value: boolean | number | null;
  readonly reason?: string | undefined;
}

/** Seats are the workspace's: nobody has some of their own. */
function seatProblem({ entitlement, scope }: SetOverride): string | null {
  return entitlement === 'users.max' && scope !== 'tenant' ? 'Seats are laid down for the whole workspace.' : null;
}

export function listOverrides(trx: TenantTrx, tenantId: string): Promise<OverrideRow[]> {
  return rowsOf<OverrideRow>(
    trx,
    `select o.id, o.scope, o.subject_id, coalesce(u.name, t.name) as subject_name, o.entitlement, o.granted, o.limit_value, o.reason, o.created_at
     from entitlement_overrides o
     left join users u on o.scope = 'user' and u.tenant_id = o.tenant_id and u.id = o.subject_id
     left join teams t on o.scope = 'team' and t.tenant_id = o.tenant_id and t.id = o.subject_id
     where o.tenant_id = ? order by o.entitlement, o.scope, 4, o.id limit 1000`,
    [tenantId],
  );
}

/** Lays down something beside the plan, in place of what was laid down for the same before. Under the tenant's exclusive lock, as a change of plan. */
export async function setOverride(trx: TenantTrx, context: CommandContext, input: SetOverride): Promise<string> {
  const subjectId = await subjectOf(trx, context, input);
  const wrong = overrideProblem(input.entitlement, input.value) ?? seatProblem(input);
  if (wrong !== null) throw new UserError('validation_failed', wrong, [{ pointer: '/value', code: 'value_wrong', detail: wrong }]);
  const was = await rowOf<{ granted: boolean | null; limitValue: string | null }>(
    trx,
    'select granted, limit_value from entitlement_overrides where tenant_id = ? and scope = ? and subject_id = ? and entitlement = ?',
    [context.tenantId, input.scope, subjectId, input.entitlement],
  );
  const granted = isFeature(input.entitlement) ? input.value === true : null;
  const limit = typeof input.value === 'number' ? input.value : null;
  const reason = singleLine(input.reason ?? '').slice(0, 200) || null;
  const createdBy = context.actor.kind === 'user' ? context.actor.userId : null;
  const row = await rowOf<{ readonly id: string }>(
    trx,
    `insert into entitlement_overrides (tenant_id, id, scope, subject_id, entitlement, granted, limit_value, reason, created_by, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, scope, subject_id, entitlement) do update set granted = excluded.granted, limit_value = excluded.limit_value,
       reason = excluded.reason, created_by = excluded.created_by, created_at = excluded.created_at
     returning id`,
    [context.tenantId, newId(), input.scope, subjectId, input.entitlement, granted, limit, reason, createdBy, context.now],
  );
  if (row === null) throw new Error('the override was not inserted');
  forgetEntitlements(trx);
  const about = { scope: input.scope, subjectId, entitlement: input.entitlement };
  await writeAudit(trx, context, {
    action: 'entitlement.override.changed',
    recordType: input.scope,
    recordId: subjectId,
    ...(was === null ? {} : { before: { ...about, granted: was.granted, limit: was.limitValue } }),
    after: { ...about, granted, limit: limit === null ? null : String(limit), reason },
  });
  return row.id;
}

/** Takes back what was laid down: the next in line decides again. */
export async function removeOverride(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const row = await rowOf<OverrideRow>(
    trx,
    'delete from entitlement_overrides where tenant_id = ? and id = ? returning id, scope, subject_id, entitlement, granted, limit_value',
    [context.tenantId, input.id],
  );
  if (row === null) throw notFound('override');
  forgetEntitlements(trx);
  await writeAudit(trx, context, {
    action: 'entitlement.override.changed',
    recordType: row.scope,
    recordId: row.subjectId,
    before: {
      scope: row.scope,
      subjectId: row.subjectId,
      entitlement: row.entitlement,
      granted: row.granted,
      limit: row.limitValue,
    },
  });
}

async function subjectOf(trx: TenantTrx, context: CommandContext, input: SetOverride): Promise<string> {
  if (input.scope === 'tenant') return context.tenantId;
  const table = input.scope === 'user' ? 'users' : 'teams';
  const row =
    input.subjectId === undefined
      ? null
      : await rowOf(trx, `select id from ${table} where tenant_id = ? and id = ?`, [context.tenantId, input.subjectId]);
  if (row !== null && input.subjectId !== undefined) return input.subjectId;
  const detail = input.scope === 'user' ? 'There is no such person.' : 'There is no such team.';
  throw new UserError('validation_failed', detail, [{ pointer: '/subjectId', code: 'reference_unknown', detail }]);
}
