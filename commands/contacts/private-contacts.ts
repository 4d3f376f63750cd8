import { UserError } from '../../domain/errors/errors.ts';
import { requireFeature } from '../entitlements/require-feature.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { ContactRow } from '../records/rows.ts';

/** A contact is made private by its owner alone, in a workspace whose plan has private contacts. */
export async function requireMayHide(trx: TenantTrx, context: CommandContext, ownerUserId: unknown): Promise<void> {
  const { actor } = context;
  if (actor.kind !== 'user' || actor.userId !== ownerUserId)
    throw refused('/isPrivate', 'private_owner', 'Only its owner can make a contact private.');
  await requireFeature(trx, context, 'contacts.privateRecords');
}

/** A private contact stays with its owner: nobody gets what they did not know of. An administrator's transfer of work may move it. */
export async function requirePrivacy(
  trx: TenantTrx,
  context: CommandContext,
  row: ContactRow,
  wanted: { readonly isPrivate: boolean; readonly ownerUserId: unknown },
): Promise<void> {
  const owner = wanted.ownerUserId === undefined ? row.ownerUserId : wanted.ownerUserId;
  if (wanted.isPrivate && owner !== row.ownerUserId && row.isPrivate && context.actor.kind === 'user')
    throw refused('/ownerUserId', 'private_contact', 'Let others see the contact before you give it to somebody else.');
  if (wanted.isPrivate && !row.isPrivate) await requireMayHide(trx, context, owner);
}

function refused(pointer: string, code: string, detail: string): UserError {
  return new UserError('validation_failed', detail, [{ pointer, code, detail }]);
}
