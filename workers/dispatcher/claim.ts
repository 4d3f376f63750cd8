import type { DispatchTarget } from '../../commands/lib/dispatches.ts';
import type { Doors } from '../../db/doors.ts';
import { literal } from '../../db/opening.ts';
import type { TenantId } from '../../domain/ids.ts';
import { tenantsIn } from '../lib/tenants-with-work.ts';

export interface Claimed {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly target: DispatchTarget;
  readonly batchKey: string | null;
  readonly runId: string | null;
  readonly priority: number;
  readonly attempts: number;
  /** Only its holder may delete or release the row. */
  readonly leaseToken: string;
}

interface ClaimedRow {
  readonly tenant_id: TenantId;
  readonly id: string;
  readonly target: DispatchTarget;
  readonly batch_key: string | null;
  readonly run_id: string | null;
  readonly priority: number;
  readonly attempts: number;
}

export interface ClaimOptions {
  readonly leaseToken: string;
  readonly perTenant: number;
  /** Tenants whose share is in the air already. */
  readonly without: readonly string[];
}

/** Long enough for a slow Temporal; a dispatcher that dies frees its rows after it. Delivering twice does no harm. */
export const leaseSeconds = 20;

/** Takes rows that are due, a share of every tenant, in order of priority and age. Rows others hold are passed over. */
export async function claim(db: Pick<Doors, 'withSystem'>, options: ClaimOptions): Promise<readonly Claimed[]> {
  const token = literal(options.leaseToken);
  const without = literal(`{${options.without.join(',')}}`);
  const sql = `with tenants as materialized (${tenantsIn('dispatches')}), picked as materialized (
      select due.tenant_id, due.id from tenants t cross join lateral (
        select d.tenant_id, d.id from dispatches d
        where d.tenant_id = t.tenant_id and d.available_at <= now() and (d.lease_until is null or d.lease_until < now())
        order by d.priority, d.available_at, d.id limit ${options.perTenant} for update skip locked
      ) due where t.tenant_id <> all(${without}::uuid[])
    )
    update dispatches d set lease_token = ${token}::uuid, lease_until = now() + interval '${leaseSeconds} seconds', attempts = d.attempts + 1
    from picked p where d.tenant_id = p.tenant_id and d.id = p.id
    returning d.tenant_id, d.id, d.target, d.batch_key, d.run_id, d.priority, d.attempts`;
  const rows = await db.withSystem('dispatch claim', async (trx) => {
    const result: { rows: ClaimedRow[] } = await trx.raw(sql);
    return result.rows;
  });
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    id: row.id,
    target: row.target,
    batchKey: row.batch_key,
    runId: row.run_id,
    priority: row.priority,
    attempts: row.attempts,
    leaseToken: options.leaseToken,
  }));
}

export interface Failed {
  readonly row: Claimed;
  readonly error: string;
  readonly retryInSeconds: number;
}

/** Deletes what was delivered and gives back what was not, each only if the lease is still ours. One statement each. */
export async function settle(db: Pick<Doors, 'withSystem'>, delivered: readonly Claimed[], failed: readonly Failed[]): Promise<void> {
  if (delivered.length === 0 && failed.length === 0) return;
  await db.withSystem('dispatch settle', async (trx) => {
    if (delivered.length > 0) {
      const rows = delivered.map((row) => ({ tenant_id: row.tenantId, id: row.id, token: row.leaseToken }));
      await trx.raw(
        `delete from dispatches d using jsonb_to_recordset(?::jsonb) as done (tenant_id uuid, id uuid, token uuid)
         where d.tenant_id = done.tenant_id and d.id = done.id and d.lease_token = done.token`,
        [JSON.stringify(rows)],
      );
    }
    if (failed.length > 0) {
      const rows = failed.map(({ row, error, retryInSeconds }) => ({
        tenant_id: row.tenantId,
        id: row.id,
        token: row.leaseToken,
        error: error.slice(0, 1_000),
        seconds: retryInSeconds,
      }));
      await trx.raw(
        `update dispatches d set lease_token = null, lease_until = null, last_error = f.error, available_at = now() + make_interval(secs => f.seconds)
         from jsonb_to_recordset(?::jsonb) as f (tenant_id uuid, id uuid, token uuid, error text, seconds float)
         where d.tenant_id = f.tenant_id and d.id = f.id and d.lease_token = f.token`,
        [JSON.stringify(rows)],
      );
    }
  });
}
