import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';

export interface Outsider {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** Active people whose address is at none of the domains and whom the provider never let in: without passwords they would be locked out. */
export async function findOutsiders(
  trx: Transaction,
  {
    domains,
    emergencyUserId,
    issuer,
  }: { readonly domains: readonly string[]; readonly emergencyUserId: string | null; readonly issuer: string },
): Promise<{ readonly count: number; readonly people: readonly Outsider[] }> {
  const rows = await rowsOf<Outsider & { readonly all: number }>(
    trx,
    `select u.id, u.name, u.email, count(*) over ()::int as all from users u
     where u.tenant_id = ${tenant} and u.status = 'active' and split_part(u.email, '@', 2) <> all(?::text[]) and u.id is distinct from ?::uuid
       and not exists (select from sso_identities i where i.tenant_id = u.tenant_id and i.user_id = u.id and i.issuer = ?)
     order by u.name, u.id limit 20`,
    [[...domains], emergencyUserId, issuer],
  );
  return { count: rows[0]?.all ?? 0, people: rows.map(({ id, name, email }) => ({ id, name, email })) };
}
