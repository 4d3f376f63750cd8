import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import { defaultCalendar } from '../tenants/seed-tenant.ts';

/** The hours by which deadlines of decisions count: the tenant's default calendar. */
export async function decisionCalendar(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>): Promise<BusinessCalendar> {
  const row = await rowOf<{
    timezone: string;
    timeZone: string | null;
    week: BusinessCalendar['week'] | null;
    exceptions: BusinessCalendar['exceptions'] | null;
  }>(
    trx,
    `select t.timezone, c.time_zone, c.week, c.exceptions from tenants t
     left join business_calendars c on c.tenant_id = t.id and c.is_default and c.archived_at is null where t.id = ?`,
    [context.tenantId],
  );
  const usual = defaultCalendar(row?.timezone ?? 'UTC');
  if (row === null || row.timeZone === null || row.week === null) return usual;
  return { timeZone: row.timeZone, week: row.week, exceptions: row.exceptions ?? [] };
}
