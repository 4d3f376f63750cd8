import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { SecretPlace } from '../../domain/credentials/vault.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { vaultOf } from '../credentials/vault.ts';
import { hasPhoneFactor, takeSignInCode } from '../phones/phone-factor.ts';
import { requirePassword } from './require-password.ts';
import { hashToken } from './session-tokens.ts';

const period = 30;
const codesGiven = 10;
// Without characters that look alike in print.
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

function totpPlace(context: CommandContext, userId: string): SecretPlace {
  return { tenantId: context.tenantId, column: 'user_totp.secret', id: userId };
}

interface TotpRow {
  /** Sealed. */
  readonly secret: string;
  readonly confirmed_at: Date | null;
  readonly last_step: string;
}

function totpOf(secret: string, label: string, issuer: string): TOTP {
  return new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) });
}

async function lockTotp(trx: TenantTrx, context: CommandContext, userId: string): Promise<TotpRow | undefined> {
  return trx('user_totp').where({ tenant_id: context.tenantId, user_id: userId }).forUpdate().first('secret', 'confirmed_at', 'last_step');
}

/** Whether signing in asks for a code. */
export async function hasSecondFactor(trx: TenantTrx, context: CommandContext, userId: string): Promise<boolean> {
  return (await hasAuthenticator(trx, context, userId)) || (await hasPhoneFactor(trx, context, userId));
}

export async function hasAuthenticator(trx: TenantTrx, context: CommandContext, userId: string): Promise<boolean> {
  return (await lockTotp(trx, context, userId))?.confirmed_at instanceof Date;
}

/**
 * Takes a code of the authenticator, or a recovery code, once: a code that was taken is not taken again, nor any older one,
 * and a recovery code is spent. A clock may be half a minute off.
 */
async function takeTotp(trx: TenantTrx, context: CommandContext, userId: string, given: string): Promise<boolean> {
  const row = await lockTotp(trx, context, userId);
  if (row === undefined) return false;
  const code = given.replace(/[\s-]/g, '').toLowerCase();
  if (!/^\d{6}$/.test(code)) return row.confirmed_at !== null && takeRecoveryCode(trx, context, userId, code);
  const secret = vaultOf(trx).open(row.secret, totpPlace(context, userId));
  const delta = totpOf(secret, '', '').validate({ token: code, timestamp: context.now.getTime(), window: 1 });
  if (delta === null) return false;
  const step = Math.floor(context.now.getTime() / 1000 / period) + delta;
  if (step <= Number(row.last_step)) return false;
  await trx('user_totp').where({ tenant_id: context.tenantId, user_id: userId }).update({ last_step: step });
  return true;
}

/** Takes a code of whatever signs somebody in beside the password: the authenticator where there is one, else the telephone. */
export async function takeCode(trx: TenantTrx, context: CommandContext, userId: string, given: string): Promise<boolean> {
  const byPhone = !(await hasAuthenticator(trx, context, userId)) && (await hasPhoneFactor(trx, context, userId));
  return byPhone ? takeSignInCode(trx, context, userId, given) : takeTotp(trx, context, userId, given);
}

async function takeRecoveryCode(trx: TenantTrx, context: CommandContext, userId: string, code: string): Promise<boolean> {
  const { rowCount }: { rowCount: number | null } = await trx.raw(
    'update recovery_codes set used_at = ? where tenant_id = ? and user_id = ? and code_hash = ? and used_at is null',
    [context.now, context.tenantId, userId, hashToken(code)],
  );
  if (rowCount !== 1) return false;
  await writeAudit(trx, context, { action: 'user.recovery_code_used', recordType: 'user', recordId: userId });
  return true;
}

/** Makes a secret for an authenticator. Nothing changes at sign-in until a code of it was given. */
export async function setUpTotp(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly password: string; readonly issuer: string },
): Promise<{ readonly secret: string; readonly otpauthUrl: string }> {
  const { email } = await requirePassword(trx, context, input.userId, input.password);
  if (await hasAuthenticator(trx, context, input.userId)) throw new UserError('conflict', 'Two-factor authentication is on already.');
  const secret = new Secret({ size: 20 }).base32;
  const sealed = vaultOf(trx).seal(secret, totpPlace(context, input.userId));
  await trx('user_totp')
    .insert({ tenant_id: context.tenantId, user_id: input.userId, secret: sealed, created_at: context.now })
    .onConflict(['tenant_id', 'user_id'])
    .merge({ secret: sealed, last_step: 0, created_at: context.now });
  return { secret, otpauthUrl: totpOf(secret, email, input.issuer).toString() };
}

/** Switches the second factor on with a first code; the recovery codes are told this once. */
export async function confirmTotp(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly code: string },
): Promise<readonly string[]> {
  const row = await lockTotp(trx, context, input.userId);
  if (row === undefined || row.confirmed_at !== null) throw new UserError('conflict', 'Begin by setting up an authenticator.');
  if (!(await takeTotp(trx, context, input.userId, input.code))) throw wrongCode();
  await trx('user_totp').where({ tenant_id: context.tenantId, user_id: input.userId }).update({ confirmed_at: context.now });
  await writeAudit(trx, context, { action: 'twofa.enabled', recordType: 'user', recordId: input.userId });
  return giveRecoveryCodes(trx, context, input.userId);
}

async function giveRecoveryCodes(trx: TenantTrx, context: CommandContext, userId: string): Promise<readonly string[]> {
  const letters = (count: number): string => Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  const codes = Array.from({ length: codesGiven }, () => `${letters(5)}-${letters(5)}`);
  await trx('recovery_codes').where({ tenant_id: context.tenantId, user_id: userId }).delete();
  await trx('recovery_codes').insert(
    codes.map((code) => ({ tenant_id: context.tenantId, user_id: userId, code_hash: hashToken(code.replace('-', '')) })),
  );
  return codes;
}

/** New recovery codes; the old ones stop working. */
export async function renewRecoveryCodes(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly password: string },
): Promise<readonly string[]> {
  await requirePassword(trx, context, input.userId, input.password);
  if (!(await hasAuthenticator(trx, context, input.userId))) throw new UserError('conflict', 'Two-factor authentication is off.');
  await writeAudit(trx, context, { action: 'twofa.codes_renewed', recordType: 'user', recordId: input.userId });
  return giveRecoveryCodes(trx, context, input.userId);
}

/** Switches it off: with the password and a code by its owner. */
export async function disableTotp(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly password: string; readonly code: string },
): Promise<void> {
  await requirePassword(trx, context, input.userId, input.password);
  if (!(await takeTotp(trx, context, input.userId, input.code))) throw wrongCode();
  await removeAuthenticator(trx, context, input.userId);
  await writeAudit(trx, context, { action: 'twofa.disabled', recordType: 'user', recordId: input.userId });
}

async function removeAuthenticator(trx: TenantTrx, context: CommandContext, userId: string): Promise<void> {
  await trx('user_totp').where({ tenant_id: context.tenantId, user_id: userId }).delete();
  await trx('recovery_codes').where({ tenant_id: context.tenantId, user_id: userId }).delete();
}

/** Without any proof: for an admin whose colleague has lost both authenticator and codes. */
export async function removeSecondFactor(trx: TenantTrx, context: CommandContext, userId: string): Promise<void> {
  await removeAuthenticator(trx, context, userId);
  await trx('user_phones').where({ tenant_id: context.tenantId, user_id: userId }).update({ second_factor: null });
  await writeAudit(trx, context, { action: 'twofa.disabled', recordType: 'user', recordId: userId });
}

function wrongCode(): UserError {
  const detail = 'The code is wrong, was used already or has passed.';
  return new UserError('validation_failed', detail, [{ pointer: '/code', code: 'AUTH_2FA_INVALID_CODE', detail }]);
}
