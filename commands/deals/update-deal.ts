import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { DealRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';

export interface UpdateDeal {
  readonly id: string;
  readonly patch: Patch;
  readonly expectedVersion?: number;
  readonly loaded?: DealRow;
}

/** Changes a deal's fields: `deal.updated`, and `deal.assigned` when it has a new owner. Stage and status have commands of their own. */
export async function updateDeal(trx: TenantTrx, context: CommandContext, input: UpdateDeal): Promise<DealRow> {
  const row = input.loaded ?? (await lockRecord(trx, context, 'deal', input.id));
  requireUnlocked(row);
  requireVersion(row, input.expectedVersion, 'deal');
  const { values, problems } = await readPatch(trx, context, 'deal', input.patch, row);
  refuseProblems('deal', problems);
  await requireReferences(trx, context, values);
  return (await writeRecord(trx, context, 'deal', row, values)).row;
}

/** While somebody has to decide about a deal, nobody changes it. The sentence is fixed by the requirements. */
export function requireUnlocked(deal: DealRow): void {
  if (deal.locked) throw new UserError('locked', 'Deal is locked while approval is pending.');
}
