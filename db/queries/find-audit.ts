import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';

export interface AuditRow {
  readonly id: string;
  readonly actor: JsonObject;
  readonly actorName: string | null;
  readonly recordName: string | null;
  readonly action: string;
  readonly recordType: string | null;
  readonly recordId: string | null;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly ip: string | null;
  readonly createdAt: Date;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

const named: Readonly<Record<string, readonly [table: string, name: string]>> = {
  user: ['users', 'r.name'],
  role: ['roles', 'r.name'],
  team: ['teams', 'r.name'],
  api_key: ['api_keys', 'r.name'],
  lead: ['leads', "concat_ws(' ', r.first_name, r.last_name)"],
  contact: ['contacts', "concat_ws(' ', r.first_name, r.last_name)"],
  company: ['companies', 'r.name'],
  deal: ['deals', 'r.name'],
};
const names = Object.entries(named)
  .map(
    ([type, [table, name]]) => `when '${type}' then (select ${name} from ${table} r where r.tenant_id = ${tenant} and r.id = a.record_id)`,
  )
  .join('\n         ');

/**
 * Audit entries from the newest down; one row more than asked for if there is a further page. Asked about one record, everything that
 * happened to it belongs there: its events stand among them.
 */
export async function listAudit(
  trx: Transaction,
  filter: {
    readonly limit: number;
    readonly after: readonly [string, string] | null;
    readonly recordId?: string | undefined;
    readonly recordType?: string | undefined;
    readonly action?: string | undefined;
    readonly actorId?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
  },
): Promise<AuditRow[]> {
  const [at, id] = filter.after ?? [null, null];
  const { rows }: { rows: AuditRow[] } = await trx.raw(
    `with asked as (
       select id, actor, action, record_type, record_id, before, after, ip, created_at from audit_entries
       where tenant_id = ${tenant} and (?::uuid is null or record_id = ?::uuid)
       union all
       select ('00000000-0000-7000-8000-' || lpad(to_hex(e.id), 12, '0'))::uuid, e.actor, e.type, e.subject_type, e.subject_id, e.before,
         case when e.after is null then e.data else e.after end, null, date_trunc('milliseconds', e.occurred_at)
       from event_links l join events e on e.tenant_id = l.tenant_id and e.id = l.event_id and e.occurred_at = l.occurred_at
       where l.tenant_id = ${tenant} and l.record_id = ?::uuid and l.record_type in ('lead', 'contact', 'company', 'deal'))
     select a.id, a.actor, a.action, a.record_type as "recordType", a.record_id as "recordId", a.before, a.after, host(a.ip) as ip, a.created_at as "createdAt",
       (select u.name from users u where u.tenant_id = ${tenant} and u.id::text = a.actor ->> 'userId') as "actorName",
       case a.record_type ${names} end as "recordName"
     from asked a where (?::timestamptz is null or (a.created_at, a.id) < (?::timestamptz, ?::uuid))
       and (?::text is null or a.record_type = ?)
       and (?::text is null or a.action = ? or starts_with(a.action, ? || '.'))
       and (?::text is null or a.actor ->> 'userId' = ?)
       and (?::timestamptz is null or a.created_at >= ?::timestamptz) and (?::timestamptz is null or a.created_at < ?::timestamptz)
     order by a.created_at desc, a.id desc limit ?`,
    [
      ...twice(filter.recordId),
      filter.recordId ?? null,
      at,
      at,
      id,
      ...twice(filter.recordType),
      ...twice(filter.action),
      filter.action ?? null,
      ...twice(filter.actorId),
      ...twice(filter.from),
      ...twice(filter.to),
      filter.limit + 1,
    ],
  );
  return rows;
}

/** A filter that is not asked for is null on both sides. */
function twice(value: string | undefined): (string | null)[] {
  return [value ?? null, value ?? null];
}
