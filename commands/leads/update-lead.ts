import { leadIdentityProblems, leadStatusProblems } from '../../domain/records/lead-rules.ts';
import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { LeadRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { identityFields, noteDuplicates } from '../duplicates/note-duplicates.ts';
import { requireQualified } from '../qualification/require-qualified.ts';
import { flagSamePhone } from './flag-same-phone.ts';
import { planFollowUp } from './plan-follow-up.ts';

export interface UpdateLead {
  readonly id: string;
  readonly patch: Patch;
  /** The version the caller has seen; another one in the database refuses the change. */
  readonly expectedVersion?: number;
  /** The row, if the caller has locked and read it in this transaction. */
  readonly loaded?: LeadRow;
}

/**
 * Changes a lead: `lead.updated` with what changed, and beside it `lead.assigned` (the new owner is told) and
 * `lead.status_changed`. Nothing is written or told when nothing differs.
 */
export async function updateLead(trx: TenantTrx, context: CommandContext, input: UpdateLead): Promise<LeadRow> {
  const row = input.loaded ?? (await lockRecord(trx, context, 'lead', input.id));
  requireVersion(row, input.expectedVersion, 'lead');
  const { values, problems } = await readPatch(trx, context, 'lead', input.patch, row);
  refuseProblems('lead', problems);
  const next = { ...row, ...values };
  refuseProblems('lead', [...leadStatusProblems(row.status, next.status, next), ...leadIdentityProblems(next)]);
  if (next.status === 'qualified' && row.status !== 'qualified' && context.actor.kind !== 'import') {
    await requireQualified(trx, context, next);
  }
  const { row: written, changes } = await writeRecord(trx, context, 'lead', row, values).catch((error: unknown) => {
    throw isUniqueViolation(error, 'leads_live_email_key') ? emailTaken() : error;
  });
  if (changes?.fields.includes('status') && written.status === 'nurture') await planFollowUp(trx, context, written);
  if (changes?.fields.some((field) => identityFields.has(field)) === true) await noteDuplicates(trx, context, 'lead', [written.id]);
  if (changes?.fields.includes('phone') && written.phone !== null) return flagSamePhone(trx, context, written);
  return written;
}

/** Another living lead has the address: the change would make two of one person. */
export function emailTaken(): UserError {
  const detail = 'Another lead has this e-mail address already.';
  return new UserError('conflict', detail, [{ pointer: '/email', code: 'duplicate_email', detail }]);
}
