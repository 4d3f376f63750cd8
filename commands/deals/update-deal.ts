import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { DealRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { tellWatchers } from './tell-watchers.ts';

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
  const written = await writeRecord(trx, context, 'deal', row, values);
  const told = written.changes?.fields.filter((field) => followed.includes(field)) ?? [];
  if (told.length > 0) {
    const except = told.includes('ownerUserId') ? written.row.ownerUserId : null;
    await tellWatchers(trx, context, written.row, {
      kind: 'deal.updated',
      title: `${row.name} was changed`,
      data: { fields: told },
      except,
    });
  }
  return written.row;
}

/** A new owner is told by the assignment; what else is worth telling those who follow a deal. */
const followed: readonly string[] = ['amountMinor', 'currency', 'expectedCloseOn', 'ownerUserId'];

/** While somebody has to decide about a deal, nobody changes it. The sentence is fixed by the requirements. */
export function requireUnlocked(deal: DealRow): void {
  if (deal.locked) throw new UserError('locked', 'Deal is locked while approval is pending.');
}
