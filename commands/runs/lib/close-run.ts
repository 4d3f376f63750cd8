import { literal } from '../../../db/opening.ts';

/** Steps that still wait when their run ends have been passed over. */
export function closeOpenSteps(tenantId: string, runIds: readonly string[], now: Date): string {
  return `update steps set status = 'skipped', finished_at = ${literal(now)}::timestamptz
    where tenant_id = ${literal(tenantId)}::uuid and run_id = any('{${runIds.join(',')}}'::uuid[]) and status in ('waiting', 'retrying')`;
}

/** Nobody wakes a run that has ended. */
export function dropSubscriptions(tenantId: string, runIds: readonly string[]): string {
  return `delete from subscriptions where tenant_id = ${literal(tenantId)}::uuid and run_id = any('{${runIds.join(',')}}'::uuid[])`;
}
