import { UserError } from '../../domain/errors/errors.ts';
import type { CodeChannel } from '../../domain/phones/code-rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { requireFeature } from '../entitlements/require-feature.ts';
import { requirePassword } from '../identity/require-password.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { rowOf } from '../records/sql.ts';
import { nothingPending, startCode, takeCodeOf, wrongCode } from './codes.ts';

export interface UserPhone {
  readonly phone: string;
  readonly verifiedAt: Date;
  readonly secondFactor: CodeChannel | null;
}

/** The telephone that somebody has proven to be theirs. */
export function readUserPhone(trx: TenantTrx, tenantId: string, userId: string): Promise<UserPhone | null> {
  return rowOf<UserPhone>(trx, 'select phone_e164, verified_at, second_factor from user_phones where tenant_id = ? and user_id = ?', [
    tenantId,
    userId,
  ]);
}

/** E.164, or a refusal. */
export function readPhone(given: string): string {
  const phone = parsePhone(given);
  if (phone !== null) return phone;
  const detail = 'This is no telephone number. Begin with the country, as in +49 170 1234567.';
  throw new UserError('validation_failed', detail, [{ pointer: '/e164', code: 'phone_invalid', detail }]);
}

/** Sends a code to a number that somebody says is theirs. Where codes to the old number sign them in, the password is asked for. */
export async function startPhoneVerification(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly e164: string; readonly channel: CodeChannel; readonly password?: string | undefined },
): Promise<void> {
  const phone = readPhone(input.e164);
  await trx.raw('select 1 from users where tenant_id = ? and id = ? for no key update', [context.tenantId, input.userId]);
  const known = await readUserPhone(trx, context.tenantId, input.userId);
  if (known !== null && known.secondFactor !== null) await requirePassword(trx, context, input.userId, input.password ?? '');
  await startCode(trx, context, { userId: input.userId, purpose: 'phone', phone, channel: input.channel });
  await writeAudit(trx, context, { action: 'user.phone_verification_started', recordType: 'user', recordId: input.userId });
}

/** Takes the code. A wrong one counts: the caller commits, and then tells. */
export async function confirmPhone(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly e164: string; readonly code: string },
): Promise<UserError | null> {
  const taken = await takeCodeOf(trx, context, { userId: input.userId, purpose: 'phone', code: input.code, phone: readPhone(input.e164) });
  if (taken === 'none') return nothingPending();
  if (taken === 'wrong') return wrongCode();
  await trx.raw(
    `insert into user_phones (tenant_id, user_id, phone_e164, verified_at) values (?, ?, ?, ?)
     on conflict (tenant_id, user_id) do update set phone_e164 = excluded.phone_e164, verified_at = excluded.verified_at`,
    [context.tenantId, input.userId, taken.phone, context.now],
  );
  await trx.raw('update user_profiles set phone_e164 = ?, phone_verified_at = ?, updated_at = ? where tenant_id = ? and user_id = ?', [
    taken.phone,
    context.now,
    context.now,
    context.tenantId,
    input.userId,
  ]);
  await writeAudit(trx, context, { action: 'user.phone_verified', recordType: 'user', recordId: input.userId });
  return null;
}

/** Signing in asks for a code by this channel from now on: needs the plan, a verified telephone and the password. */
export async function enablePhoneFactor(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly channel: CodeChannel; readonly password: string },
): Promise<void> {
  await requireFeature(trx, context, 'auth.smsTwoFactor');
  await requirePassword(trx, context, input.userId, input.password);
  if ((await readUserPhone(trx, context.tenantId, input.userId)) === null) {
    throw new UserError('conflict', 'Verify your telephone first.', [
      { code: 'phone_not_verified', detail: 'Verify your telephone first.' },
    ]);
  }
  await setFactor(trx, context, input.userId, input.channel);
}

/** Needs the password; nothing is asked of the telephone, which may be lost. */
export async function disablePhoneFactor(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly password: string },
): Promise<void> {
  await requirePassword(trx, context, input.userId, input.password);
  await setFactor(trx, context, input.userId, null);
}

async function setFactor(trx: TenantTrx, context: CommandContext, userId: string, channel: CodeChannel | null): Promise<void> {
  await trx.raw('update user_phones set second_factor = ? where tenant_id = ? and user_id = ?', [channel, context.tenantId, userId]);
  const action = channel === null ? 'twofa.disabled' : 'twofa.enabled';
  await writeAudit(trx, context, { action, recordType: 'user', recordId: userId, after: { channel: channel ?? 'none' } });
}
