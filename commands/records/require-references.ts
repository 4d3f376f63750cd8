import type { Problem } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { refuseProblems } from './refuse.ts';
import type { Fragment } from './sql.ts';
import { rowOf } from './sql.ts';

const referenced: Readonly<Record<string, { readonly table: string; readonly noun: string }>> = {
  companyId: { table: 'companies', noun: 'company' },
  parentCompanyId: { table: 'companies', noun: 'company' },
  contactId: { table: 'contacts', noun: 'contact' },
};

/** Refuses references to records that do not live in this tenant, each with its pointer. No statement when none is given. */
export async function requireReferences(trx: TenantTrx, context: CommandContext, values: Readonly<Record<string, unknown>>): Promise<void> {
  const given = Object.entries(referenced).filter(([field]) => typeof values[field] === 'string');
  if (given.length === 0) return;
  const parts = given.map(
    ([field, { table }]): Fragment => ({
      sql: `exists (select from ${table} where tenant_id = ? and id = ? and archived_at is null) as "${field}"`,
      bindings: [context.tenantId, values[field] as string],
    }),
  );
  const found = await rowOf<Record<string, boolean>>(
    trx,
    `select ${parts.map((part) => part.sql).join(', ')}`,
    parts.flatMap((part) => part.bindings),
  );
  const problems: Problem[] = given
    .filter(([field]) => found?.[field] !== true)
    .map(([field, { noun }]) => ({ pointer: `/${field}`, code: 'reference_unknown', detail: `There is no such ${noun}.` }));
  refuseProblems('record', problems);
}
