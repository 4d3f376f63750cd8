import { archiveCalendar, createCalendar, updateCalendar } from '../../../commands/calendars/calendars.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { CalendarView } from '../../../db/records/find-settings.ts';
import { findCalendar, listCalendars } from '../../../db/records/find-settings.ts';
import type { Calendar } from '../../contracts/calendars.ts';
import * as contract from '../../contracts/calendars.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { calendarPolicy } from '../../policies/crm.ts';
import { found, presentMeta } from '../records/found.ts';
import { presentHours } from './present.ts';

function present(row: CalendarView): Calendar {
  return { ...presentMeta(row), name: row.name, ...presentHours(row), isDefault: row.isDefault };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Calendar> =>
  present(found(await findCalendar(trx, params.id), 'calendar'));

export const calendarRoutes: readonly Route[] = [
  readRoute(contract.listCalendars, {
    policy: calendarPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listCalendars(trx, { after: idCursor(query.cursor), limit: query.limit });
      return page(rows.map(present), query.limit, (row) => [row.id]);
    },
  }),
  writeRoute(contract.createCalendar, {
    policy: calendarPolicy.write,
    handle: async ({ trx, context, body }) => present(await createCalendar(trx, context, body)),
  }),
  readRoute(contract.readCalendar, { policy: calendarPolicy.read, handle: current }),
  writeRoute(contract.updateCalendar, {
    policy: calendarPolicy.write,
    handle: async ({ trx, context, params, body, version }) =>
      present(await updateCalendar(trx, context, { id: params.id, patch: body, expectedVersion: version })),
    current,
  }),
  writeRoute(contract.archiveCalendar, {
    policy: calendarPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveCalendar(trx, context, params);
      return undefined;
    },
  }),
];
