import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { rowOf } from '../../records/sql.ts';

/** The zone that an automation's times are meant in. */
export async function zoneOf(trx: TenantTrx, tenantId: string, plan: Pick<Plan, 'settings'>): Promise<string> {
  const { timeZone } = plan.settings;
  if (timeZone !== 'tenant') return timeZone;
  const tenant = await rowOf<{ timezone: string }>(trx, 'select timezone from tenants where id = ?', [tenantId]);
  return tenant?.timezone ?? 'UTC';
}
