import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import { layered } from '../../domain/calendar/layers.ts';
import type { Whose } from '../../domain/time.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { defaultCalendar } from '../tenants/seed-tenant.ts';

/** Stored hours of one layer, as the queries below give them. */
interface StoredHours {
  readonly timeZone: string;
  readonly week: BusinessCalendar['week'];
  readonly exceptions: BusinessCalendar['exceptions'];
}

const layer = (where: string): string =>
  `(select jsonb_build_object('timeZone', c.time_zone, 'week', c.week, 'exceptions', c.exceptions) from business_calendars c
    where c.tenant_id = t.id and c.archived_at is null and ${where})`;

const ofWorkspace = layer('c.is_default');

/** The workspace's hours; the usual ones where it has not said otherwise. */
export async function workspaceHours(trx: TenantTrx, tenantId: string): Promise<BusinessCalendar> {
  const row = await rowOf<{ zone: string; workspace: StoredHours | null }>(
    trx,
    `select t.timezone as zone, ${ofWorkspace} as workspace from tenants t where t.id = ?`,
    [tenantId],
  );
  return row?.workspace ?? defaultCalendar(row?.zone ?? 'UTC');
}

/** A team's hours, or the workspace's, and whose they are. */
export async function hoursOfTeam(
  trx: TenantTrx,
  tenantId: string,
  teamId: string,
): Promise<{ readonly hours: BusinessCalendar; readonly from: 'team' | 'workspace' }> {
  const row = await rowOf<{ zone: string; workspace: StoredHours | null; team: StoredHours | null }>(
    trx,
    `select t.timezone as zone, ${ofWorkspace} as workspace, ${layer('c.team_id = ?')} as team from tenants t where t.id = ?`,
    [teamId, tenantId],
  );
  const workspace = row?.workspace ?? defaultCalendar(row?.zone ?? 'UTC');
  const team = row?.team ?? null;
  return team === null ? { hours: workspace, from: 'workspace' } : { hours: layered(team, [workspace]), from: 'team' };
}

/** The hours that count for a person: those of their team, and their own with the times they are away. */
export interface PersonHours extends Readonly<Record<Whose, BusinessCalendar>> {
  readonly from: 'user' | 'team' | 'workspace';
}

interface PersonRow {
  readonly id: string;
  readonly zone: string;
  readonly workspace: StoredHours | null;
  readonly team: StoredHours | null;
  readonly own: StoredHours | null;
  readonly away: readonly { readonly from: string; readonly to: string; readonly standInUserId: string | null }[];
}

/**
 * Hours of people: their own, else those of the team they joined first among those that have hours, else the workspace's; holidays of all
 * three count. Absences that ended before `since` are left out.
 */
export async function hoursOfPeople(
  trx: TenantTrx,
  tenantId: string,
  userIds: readonly string[],
  since: Date,
): Promise<ReadonlyMap<string, PersonHours>> {
  if (userIds.length === 0) return new Map();
  const rows = await rowsOf<PersonRow>(
    trx,
    `select u.id, t.timezone as zone, ${ofWorkspace} as workspace,
       (select jsonb_build_object('timeZone', c.time_zone, 'week', c.week, 'exceptions', c.exceptions) from team_members m
          join teams g on g.tenant_id = m.tenant_id and g.id = m.team_id and g.archived_at is null
          join business_calendars c on c.tenant_id = m.tenant_id and c.team_id = m.team_id and c.archived_at is null
        where m.tenant_id = t.id and m.user_id = u.id order by m.created_at, m.team_id limit 1) as team,
       ${layer('c.user_id = u.id')} as own,
       coalesce((select jsonb_agg(jsonb_build_object('from', a.starts_at, 'to', a.ends_at, 'standInUserId', a.stand_in_user_id) order by a.starts_at) from absences a
         where a.tenant_id = t.id and a.user_id = u.id and a.ends_at > ?), '[]') as away
     from users u join tenants t on t.id = u.tenant_id where u.tenant_id = ? and u.id = any(?::uuid[])`,
    [since, tenantId, [...userIds]],
  );
  return new Map(rows.map((row) => [row.id, personHours(row)]));
}

function personHours(row: PersonRow): PersonHours {
  const workspace = row.workspace ?? defaultCalendar(row.zone);
  const team = row.team === null ? workspace : layered(row.team, [workspace]);
  const own = row.own === null ? team : layered(row.own, row.team === null ? [workspace] : [row.team, workspace]);
  const away = row.away.map((one) => ({ ...one, from: new Date(one.from).toISOString(), to: new Date(one.to).toISOString() }));
  return {
    team,
    owner: away.length === 0 ? own : { ...own, away },
    from: row.own !== null ? 'user' : row.team !== null ? 'team' : 'workspace',
  };
}
