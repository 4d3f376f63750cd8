import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { identityFields, noteDuplicates } from '../duplicates/note-duplicates.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { CompanyRow } from '../records/rows.ts';
import { requireNoCircle } from './company-tree.ts';
import { writeRecord } from '../records/write-record.ts';

export interface UpdateCompany {
  readonly id: string;
  readonly patch: Patch;
  readonly expectedVersion?: number;
  readonly loaded?: CompanyRow;
}

/** Changes a company: `company.updated`, and `company.assigned` when it has a new owner. */
export async function updateCompany(trx: TenantTrx, context: CommandContext, input: UpdateCompany): Promise<CompanyRow> {
  const row = input.loaded ?? (await lockRecord(trx, context, 'company', input.id));
  requireVersion(row, input.expectedVersion, 'company');
  const { values, problems } = await readPatch(trx, context, 'company', input.patch, row);
  refuseProblems('company', problems);
  await requireReferences(trx, context, values);
  await requireNoCircle(trx, context, row.id, values['parentCompanyId']);
  const { row: written, changes } = await writeRecord(trx, context, 'company', row, values);
  if (changes?.fields.some((field) => identityFields.has(field)) === true) await noteDuplicates(trx, context, 'company', [written.id]);
  return written;
}
