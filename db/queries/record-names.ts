import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;
const person = `first_name, last_name, email, phone_e164, `;

/** A record with the fields that name it; see `nameOf`. */
export interface NamedRecord {
  readonly id: string;
  readonly name: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly companyName: string | null;
}

/** The naming fields of leads, contacts, companies and deals by their ids; ids that are not there are left out. */
export async function findRecordNames(trx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, NamedRecord>> {
  if (ids.length === 0) return new Map();
  const wanted = [...new Set(ids)];
  const rows = await rowsOf<NamedRecord>(
    trx,
    `select id, null as name, ${person} company_name from leads where tenant_id = ${tenant} and id = any(?::uuid[])
     union all select id, null, ${person} null from contacts where tenant_id = ${tenant} and id = any(?::uuid[])
     union all select id, name, null, null, null, null, null from companies where tenant_id = ${tenant} and id = any(?::uuid[])
     union all select id, name, null, null, null, null, null from deals where tenant_id = ${tenant} and id = any(?::uuid[])`,
    [wanted, wanted, wanted, wanted],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
