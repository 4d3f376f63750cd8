import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';

export interface AuditRow {
  readonly id: string;
  readonly actor: JsonObject;
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
    readonly action?: string | undefined;
  },
): Promise<AuditRow[]> {
  const [at, id] = filter.after ?? [null, null];
  const { rows }: { rows: AuditRow[] } = await trx.raw(
    `select id, actor, action, record_type as "recordType", record_id as "recordId", before, after, host(ip) as ip, created_at as "createdAt"
     from audit_entries where tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
       and (?::timestamptz is null or (created_at, id) < (?::timestamptz, ?::uuid))
       and (?::uuid is null or record_id = ?::uuid) and (?::text is null or action = ?)
     order by created_at desc, id desc limit ?`,
    [at, at, id, filter.recordId ?? null, filter.recordId ?? null, filter.action ?? null, filter.action ?? null, filter.limit + 1],
  );
  return rows;
}
