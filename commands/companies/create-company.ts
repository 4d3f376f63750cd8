import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { createRecord } from '../records/create-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { CompanyRow } from '../records/rows.ts';

/** Creates a company: `company.created`, and `company.assigned` when it has an owner. */
export async function createCompany(trx: TenantTrx, context: CommandContext, input: Patch): Promise<CompanyRow> {
  const { values, problems } = await readPatch(trx, context, 'company', { name: null, ...input }, null);
  refuseProblems('company', problems);
  await requireReferences(trx, context, values);
  return createRecord(trx, context, 'company', values);
}
