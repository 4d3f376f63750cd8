import { type BillingPlan, defaultPlan, isPlanCode, plans } from '../../domain/entitlements/plans.ts';
import { type Effective, type Override, resolveEntitlements } from '../../domain/entitlements/resolve.ts';
import { isFeature, isLimit, type Limit } from '../../domain/entitlements/entitlements.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';

export interface Entitlements {
  readonly plan: BillingPlan;
  /** For whoever was asked about. */
  readonly own: Effective;
  /** For the workspace as such, beside what is laid down for people and teams. */
  readonly workspace: Effective;
}

interface StoredOverride {
  readonly scope: Override['scope'];
  readonly subjectId: string;
  readonly entitlement: string;
  readonly granted: boolean | null;
  readonly limit: number | null;
}

interface Stored {
  readonly planCode: string | null;
  readonly overrides: readonly StoredOverride[];
}

/** Read once a transaction and person, and again after a change in the same transaction. */
const known = new WeakMap<TenantTrx, Map<string, Entitlements>>();

/** What the plan and the overrides come to for a person, or for the workspace (null). One statement. */
export async function entitlementsOf(trx: TenantTrx, tenantId: string, userId: string | null): Promise<Entitlements> {
  const ofTrx = known.get(trx) ?? new Map<string, Entitlements>();
  known.set(trx, ofTrx);
  const found = ofTrx.get(userId ?? '');
  if (found !== undefined) return found;
  const read = resolved(await readStored(trx, tenantId, userId));
  ofTrx.set(userId ?? '', read);
  return read;
}

/** The same for whoever acts: people and their imports by name, everything else as the workspace. */
export function entitlementsOfActor(trx: TenantTrx, context: CommandContext): Promise<Entitlements> {
  const { actor } = context;
  return entitlementsOf(trx, context.tenantId, actor.kind === 'user' || actor.kind === 'import' ? actor.userId : null);
}

/** What was read may have changed. */
export function forgetEntitlements(trx: TenantTrx): void {
  known.delete(trx);
}

async function readStored(trx: TenantTrx, tenantId: string, userId: string | null): Promise<Stored> {
  const row = await rowOf<Stored>(
    trx,
    `select (select plan_code from tenant_plans where tenant_id = ?) as plan_code,
       coalesce((select jsonb_agg(jsonb_build_object('scope', o.scope, 'subjectId', o.subject_id, 'entitlement', o.entitlement,
           'granted', o.granted, 'limit', o.limit_value))
         from entitlement_overrides o
         where o.tenant_id = ? and (o.scope = 'tenant' or (o.scope = 'user' and o.subject_id = ?::uuid)
           or (o.scope = 'team' and exists (select from team_members m join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id
             where m.tenant_id = o.tenant_id and m.team_id = o.subject_id and m.user_id = ?::uuid and t.archived_at is null)))), '[]') as overrides`,
    [tenantId, tenantId, userId, userId],
  );
  return row ?? { planCode: null, overrides: [] };
}

function resolved(stored: Stored): Entitlements {
  const plan = planOf(stored.planCode);
  const overrides = stored.overrides.flatMap(readOverride);
  return {
    plan,
    own: resolveEntitlements(plan, overrides),
    workspace: resolveEntitlements(
      plan,
      overrides.filter((override) => override.scope === 'tenant'),
    ),
  };
}

/** A code that this release does not know any more grants the least. */
export function planOf(code: string | null): BillingPlan {
  if (code === null) return plans[defaultPlan];
  return isPlanCode(code) ? plans[code] : plans.free;
}

/** What an older or newer release called an entitlement means nothing here. */
function readOverride(stored: StoredOverride): readonly Override[] {
  const { scope, subjectId, entitlement } = stored;
  if (isFeature(entitlement)) return [{ scope, subjectId, entitlement, value: stored.granted === true }];
  if (isLimit(entitlement)) return [{ scope, subjectId, entitlement, value: stored.limit }];
  return [];
}

/** Living records of each kind that limits count, and people who have a seat. */
export async function usageOf(trx: TenantTrx, tenantId: string): Promise<Readonly<Record<Limit, number>>> {
  const row = await rowOf<Record<'leads' | 'contacts' | 'companies' | 'deals' | 'users', number>>(
    trx,
    `select (select count(*)::int from leads where tenant_id = ? and archived_at is null) as leads,
       (select count(*)::int from contacts where tenant_id = ? and archived_at is null) as contacts,
       (select count(*)::int from companies where tenant_id = ? and archived_at is null) as companies,
       (select count(*)::int from deals where tenant_id = ? and archived_at is null) as deals,
       (select count(*)::int from users where tenant_id = ? and status <> 'deactivated') as users`,
    [tenantId, tenantId, tenantId, tenantId, tenantId],
  );
  return {
    'leads.max': row?.leads ?? 0,
    'contacts.max': row?.contacts ?? 0,
    'companies.max': row?.companies ?? 0,
    'deals.max': row?.deals ?? 0,
    'users.max': row?.users ?? 0,
  };
}
