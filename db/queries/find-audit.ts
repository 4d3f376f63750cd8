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

/** Audit entries from the newest down; one row more than asked for if there is a further page. */
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
    `select a.id, a.actor, a.action, a.record_type as "recordType", a.record_id as "recordId", a.before, a.after, host(a.ip) as ip, a.created_at as "createdAt",
       (select u.name from users u where u.tenant_id = a.tenant_id and u.id::text = a.actor ->> 'userId') as "actorName",
       case a.record_type when 'user' then (select u.name from users u where u.tenant_id = a.tenant_id and u.id = a.record_id)
         when 'role' then (select r.name from roles r where r.tenant_id = a.tenant_id and r.id = a.record_id)
         when 'team' then (select t.name from teams t where t.tenant_id = a.tenant_id and t.id = a.record_id)
         when 'api_key' then (select k.name from api_keys k where k.tenant_id = a.tenant_id and k.id = a.record_id) end as "recordName"
     from audit_entries a where a.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
       and (?::timestamptz is null or (a.created_at, a.id) < (?::timestamptz, ?::uuid))
       and (?::uuid is null or a.record_id = ?::uuid) and (?::text is null or a.record_type = ?)
       and (?::text is null or a.action = ? or starts_with(a.action, ? || '.'))
       and (?::text is null or a.actor ->> 'userId' = ?)
       and (?::timestamptz is null or a.created_at >= ?::timestamptz) and (?::timestamptz is null or a.created_at < ?::timestamptz)
     order by a.created_at desc, a.id desc limit ?`,
    [
      at,
      at,
      id,
      ...twice(filter.recordId),
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
