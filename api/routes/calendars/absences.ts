import { addAbsence, removeAbsence, updateAbsence } from '../../../commands/calendars/absences.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { notFound } from '../../../commands/records/lock-record.ts';
import { rowOf } from '../../../commands/records/sql.ts';
import { type AbsenceView, listAbsences } from '../../../db/queries/find-absences.ts';
import * as contract from '../../contracts/working-hours.ts';
import { instantCursor, page } from '../../lib/cursor.ts';
import { may, type Principal } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { calendarPolicy } from '../../policies/crm.ts';
import { signedIn } from '../../policies/policy.ts';

export const absenceRoutes: readonly Route[] = [
  readRoute(contract.listAbsences, {
    policy: calendarPolicy.read,
    handle: ({ trx, principal, query }) => list(trx, principal, query.userId ?? null, query),
  }),
  writeRoute(contract.addAbsence, {
    policy: calendarPolicy.write,
    handle: async ({ trx, context, principal, body: { userId, ...input } }) =>
      present(await addAbsence(trx, context, userId, input), principal),
  }),
  writeRoute(contract.updateAbsence, {
    policy: calendarPolicy.write,
    handle: async ({ trx, context, principal, params, body, version }) =>
      present(await updateAbsence(trx, context, { id: params.id, expectedVersion: version }, body), principal),
    current: ({ trx, principal, params }) => current(trx, principal, params.id),
  }),
  writeRoute(contract.removeAbsence, {
    policy: calendarPolicy.write,
    handle: async ({ trx, context, params, version }) => {
      await removeAbsence(trx, context, { id: params.id, expectedVersion: version });
      return undefined;
    },
  }),
  readRoute(contract.listMyAbsences, {
    policy: signedIn,
    handle: ({ trx, principal, query }) => list(trx, principal, principal.userId, query),
  }),
  writeRoute(contract.addMyAbsence, {
    policy: signedIn,
    handle: async ({ trx, context, principal, body }) => present(await addAbsence(trx, context, principal.userId, body), principal),
  }),
  writeRoute(contract.updateMyAbsence, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params, body, version }) =>
      present(await updateAbsence(trx, context, { id: params.id, expectedVersion: version, ofUserId: principal.userId }, body), principal),
    current: ({ trx, principal, params }) => current(trx, principal, params.id),
  }),
  writeRoute(contract.removeMyAbsence, {
    policy: signedIn,
    handle: async ({ trx, context, principal, params, version }) => {
      await removeAbsence(trx, context, { id: params.id, expectedVersion: version, ofUserId: principal.userId });
      return undefined;
    },
  }),
];

async function list(
  trx: TenantTrx,
  principal: Principal,
  userId: string | null,
  query: { readonly cursor?: string; readonly limit: number; readonly past?: boolean },
) {
  const since = query.past === true ? new Date(0) : new Date();
  const rows = await listAbsences(trx, { userId, since, after: instantCursor(query.cursor), limit: query.limit });
  return page(
    rows.map((row) => present(row, principal)),
    query.limit,
    (row) => [row.endsAt, row.id],
  );
}

async function current(trx: TenantTrx, principal: Principal, id: string): Promise<contract.Absence> {
  const row = await rowOf<AbsenceView>(trx, 'select * from absences where tenant_id = ? and id = ?', [principal.tenantId, id]);
  if (row === null) throw notFound('absence');
  return present(row, principal);
}

/** Why somebody is away is theirs to know, and for whoever keeps the calendars. */
function present(row: AbsenceView, principal: Principal): contract.Absence {
  return {
    id: row.id,
    version: row.version,
    userId: row.userId,
    standInUserId: row.standInUserId,
    fromDate: row.fromDate,
    fromTime: row.fromTime,
    toDate: row.toDate,
    toTime: row.toTime,
    timeZone: row.timeZone,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    note: row.userId === principal.userId || may(principal, 'calendars.write') ? row.note : null,
  };
}
