import { isUuid } from '../../domain/ids.ts';
import type { Json } from '../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { recordKinds } from '../records/record-kinds.ts';
import { rowsOf } from '../records/sql.ts';

export interface Person {
  /** What is erased together, in the order in which it is locked. */
  readonly records: readonly SubjectRef[];
  /** What is known of it now and was known before: the values to look for. */
  readonly rows: readonly Json[];
}

/** Locks the record and, for a person, the contact and lead they are beside; archived ones too. */
export async function personOf(trx: TenantTrx, context: CommandContext, record: SubjectRef): Promise<Person> {
  if (!isUuid(record.id)) return { records: [], rows: [] };
  const contacts = record.type === 'contact' || record.type === 'lead' ? await linkedContacts(trx, context, record) : [];
  const leads = record.type === 'lead' ? [record.id] : contacts.flatMap((contact) => (contact.leadId === null ? [] : [contact.leadId]));
  const wanted: readonly SubjectRef[] = [
    ...contacts.map((contact) => ({ type: 'contact' as const, id: contact.id })),
    ...leads.map((id) => ({ type: 'lead' as const, id })),
    ...(record.type === 'company' || record.type === 'deal' ? [record] : []),
  ];
  const rows: Json[] = [];
  const records: SubjectRef[] = [];
  for (const one of wanted) {
    const [found] = await rowsOf<{ row: Json }>(
      trx,
      `select to_jsonb(r.*) - array['search_text', 'tenant_id'] as row from ${recordKinds[one.type].table} r where tenant_id = ? and id = ? for no key update`,
      [context.tenantId, one.id],
    );
    if (found === undefined) continue;
    records.push(one);
    rows.push(found.row);
  }
  return { records, rows: [...rows, ...(await channelsOf(trx, context, records)), ...(await pastOf(trx, context, records))] };
}

async function linkedContacts(
  trx: TenantTrx,
  context: CommandContext,
  record: SubjectRef,
): Promise<readonly { readonly id: string; readonly leadId: string | null }[]> {
  return rowsOf(
    trx,
    `select id, lead_id from contacts where tenant_id = ? and ${record.type === 'contact' ? 'id' : 'lead_id'} = ? order by id`,
    [context.tenantId, record.id],
  );
}

async function channelsOf(trx: TenantTrx, context: CommandContext, records: readonly SubjectRef[]): Promise<readonly Json[]> {
  const rows = await rowsOf<{ value: string }>(
    trx,
    'select value from contact_channels where tenant_id = ? and contact_id = any(?::uuid[])',
    [context.tenantId, records.map((record) => record.id)],
  );
  return rows.map((row) => ({ value: row.value }));
}

/** Addresses and names the record had before: its own events know them. */
async function pastOf(trx: TenantTrx, context: CommandContext, records: readonly SubjectRef[]): Promise<readonly Json[]> {
  const rows = await rowsOf<{ past: Json }>(
    trx,
    `select coalesce(e.before, '{}') || jsonb_build_object('after', coalesce(e.after, '{}')) as past from event_links k
     join events e on e.tenant_id = k.tenant_id and e.id = k.event_id and e.occurred_at = k.occurred_at
     where k.tenant_id = ? and k.record_id = any(?::uuid[]) and e.subject_id = k.record_id`,
    [context.tenantId, records.map((record) => record.id)],
  );
  return rows.flatMap(({ past }) => {
    const whole = past as { readonly [field: string]: Json }; // built as an object right above
    const { after = {}, ...before } = whole;
    return [before, after];
  });
}
