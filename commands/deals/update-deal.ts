import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { DealRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { requestDecision } from '../decisions/request-decision.ts';
import { termsToDecide } from './decide-terms.ts';
import { tellWatchers } from './tell-watchers.ts';

export interface UpdateDeal {
  readonly id: string;
  readonly patch: Patch;
  readonly expectedVersion?: number;
  readonly loaded?: DealRow;
  /** What is written has been decided about: nobody is asked again. */
  readonly approved?: true;
}

/** Changes a deal's fields: `deal.updated`, and `deal.assigned` when it has a new owner. Stage and status have commands of their own. */
export async function updateDeal(trx: TenantTrx, context: CommandContext, input: UpdateDeal): Promise<DealRow> {
  const row = input.loaded ?? (await lockRecord(trx, context, 'deal', input.id));
  requireUnlocked(row);
  requireNotWon(context, row, input.patch);
  requireVersion(row, input.expectedVersion, 'deal');
  const { values, problems } = await readPatch(trx, context, 'deal', input.patch, row);
  refuseProblems('deal', problems);
  await requireReferences(trx, context, values);
  const asked = input.approved === true ? null : await termsToDecide(trx, context, row, values);
  const written = await writeRecord(trx, context, 'deal', row, asked === null ? values : asked.beside);
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
  return asked === null ? written.row : requestDecision(trx, context, { ...asked.request, deal: written.row });
}

/** A new owner is told by the assignment; what else is worth telling those who follow a deal. */
const followed: readonly string[] = ['amountMinor', 'currency', 'expectedCloseOn', 'ownerUserId'];

/**
 * A won deal is what was agreed: nobody edits it unless it is opened again. Automations may go on to fill in custom fields, which is
 * how the work after winning is noted.
 */
function requireNotWon(context: CommandContext, deal: DealRow, patch: Patch): void {
  if (deal.status !== 'won' || Object.keys(patch).length === 0) return;
  if (context.actor.kind === 'automation' && Object.keys(patch).every((key) => key === 'custom')) return;
  throw new UserError('locked', 'A won deal cannot be changed. Open it again first.', [], { because: 'won' });
}

/** While somebody has to decide about a deal, nobody changes it. The sentence is fixed by the requirements. */
export function requireUnlocked(deal: DealRow): void {
  if (deal.locked) throw new UserError('locked', 'Deal is locked while approval is pending.');
}
