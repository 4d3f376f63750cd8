import { hoursOfPeople, hoursOfTeam } from '../../../commands/calendars/hours-of.ts';
import { type HoursSubject, readOwnHours, setOwnHours } from '../../../commands/calendars/own-hours.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { notFound } from '../../../commands/records/lock-record.ts';
import type { BusinessCalendar } from '../../../domain/calendar/calendar.ts';
import * as contract from '../../contracts/working-hours.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { calendarPolicy } from '../../policies/crm.ts';
import { teamPolicy, userPolicy } from '../../policies/identity.ts';
import { signedIn } from '../../policies/policy.ts';
import { presentHours } from './present.ts';

export const hoursRoutes: readonly Route[] = [
  readRoute(contract.getMyHours, {
    policy: signedIn,
    handle: ({ trx, principal }) => present(trx, principal.tenantId, { kind: 'user', id: principal.userId }),
  }),
  writeRoute(contract.setMyHours, {
    policy: signedIn,
    handle: async ({ trx, context, principal, body, version }) => {
      const subject = { kind: 'user', id: principal.userId } as const;
      await setOwnHours(trx, context, subject, { hours: body.hours, expectedVersion: version });
      return present(trx, principal.tenantId, subject);
    },
    current: ({ trx, principal }) => present(trx, principal.tenantId, { kind: 'user', id: principal.userId }),
  }),
  ...(
    [
      { kind: 'team', endpoints: contract.teamHours, read: teamPolicy.read },
      { kind: 'user', endpoints: contract.userHours, read: userPolicy.read },
    ] as const
  ).flatMap(({ kind, endpoints, read }) => [
    readRoute(endpoints.read, {
      policy: read,
      handle: ({ trx, principal, params }) => present(trx, principal.tenantId, { kind, id: params.id }),
    }),
    writeRoute(endpoints.write, {
      policy: calendarPolicy.write,
      handle: async ({ trx, context, principal, params, body, version }) => {
        await setOwnHours(trx, context, { kind, id: params.id }, { hours: body.hours, expectedVersion: version });
        return present(trx, principal.tenantId, { kind, id: params.id });
      },
      current: ({ trx, principal, params }) => present(trx, principal.tenantId, { kind, id: params.id }),
    }),
  ]),
];

async function present(trx: TenantTrx, tenantId: string, subject: HoursSubject): Promise<contract.WorkingHours> {
  const counted = await effectiveOf(trx, tenantId, subject);
  const own = await readOwnHours(trx, tenantId, subject);
  return {
    id: subject.id,
    version: own?.version ?? 0,
    own: own === null ? null : presentHours(own),
    effective: presentHours(counted.hours),
    from: counted.from,
  };
}

async function effectiveOf(
  trx: TenantTrx,
  tenantId: string,
  { kind, id }: HoursSubject,
): Promise<{ readonly hours: BusinessCalendar; readonly from: contract.WorkingHours['from'] }> {
  const table = kind === 'team' ? 'teams' : 'users';
  const there: { rows: unknown[] } = await trx.raw(`select 1 from ${table} where tenant_id = ? and id = ?`, [tenantId, id]);
  if (there.rows.length === 0) throw notFound(kind);
  if (kind === 'team') return hoursOfTeam(trx, tenantId, id);
  const found = (await hoursOfPeople(trx, tenantId, [id], new Date(0))).get(id);
  if (found === undefined) throw notFound('user');
  return { hours: found.owner, from: found.from };
}
