import { randomInt } from 'node:crypto';
import { UserError } from '../../domain/errors/errors.ts';
import { type CodeChannel, codeRules, pauseAfter, plainCode } from '../../domain/phones/code-rules.ts';
import { hashPassword, verifyPassword } from '../identity/passwords.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { rowOf } from '../records/sql.ts';
import { sendCode } from './send-code.ts';

/** What a code proves: that a telephone is one's own, or a contact's, or who signs in. */
export type CodePurpose = 'phone' | 'sign_in' | 'contact';

export interface PendingCode {
  readonly id: string;
  readonly contactId: string | null;
  readonly phone: string;
  readonly channel: CodeChannel;
  readonly codeHash: string;
  readonly attempts: number;
  readonly sends: number;
  readonly expiresAt: Date;
  readonly lastSentAt: Date;
}

export interface CodeFor {
  readonly userId: string;
  readonly purpose: CodePurpose;
  /** Whose number it is, of the purpose `contact`. */
  readonly contactId?: string;
}

/** The code that is waited for, under its lock; null when there is none or its time is over. */
export async function pendingCode(trx: TenantTrx, context: CommandContext, { userId, purpose }: CodeFor): Promise<PendingCode | null> {
  const row = await rowOf<PendingCode>(
    trx,
    `select * from phone_verifications where tenant_id = ? and user_id = ? and purpose = ? and status = 'pending' for no key update`,
    [context.tenantId, userId, purpose],
  );
  if (row === null || row.expiresAt > context.now) return row;
  await end(trx, context, row.id, 'expired');
  return null;
}

/** Sends a first code; the one that was waited for before works no more. Whoever calls it holds the user's lock. */
export async function startCode(
  trx: TenantTrx,
  context: CommandContext,
  input: CodeFor & { readonly phone: string; readonly channel: CodeChannel },
): Promise<void> {
  await requireFewCodes(trx, context, input);
  const before = await pendingCode(trx, context, input);
  if (before !== null) await end(trx, context, before.id, 'revoked');
  const { code, hash } = await newCode();
  await trx.raw(
    `insert into phone_verifications (tenant_id, id, user_id, purpose, contact_id, phone_e164, channel, code_hash, expires_at, last_sent_at, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      context.tenantId,
      newId(),
      input.userId,
      input.purpose,
      input.contactId ?? null,
      input.phone,
      input.channel,
      hash,
      new Date(context.now.getTime() + codeRules.lifetimeMs),
      context.now,
      context.now,
    ],
  );
  await sendCode(trx, context, { phone: input.phone, channel: input.channel, code, purpose: input.purpose });
}

/** When a code may be sent again; null when it has been sent often enough. */
export function nextSendAt(pending: Pick<PendingCode, 'sends' | 'lastSentAt'>): Date | null {
  return pending.sends >= codeRules.maxSends ? null : new Date(pending.lastSentAt.getTime() + pauseAfter(pending.sends));
}

/** Sends another code in place of the one that is waited for. Wrong ones that were tried go on counting. */
export async function resendCode(trx: TenantTrx, context: CommandContext, input: CodeFor): Promise<void> {
  const pending = await pendingCode(trx, context, input);
  if (pending === null) throw nothingPending();
  const next = nextSendAt(pending);
  if (next === null) throw tooMany('The code was sent often enough. Begin anew.', pending.expiresAt, context.now);
  if (next > context.now) throw tooMany('The last code was sent a moment ago. Wait a little.', next, context.now);
  await requireFewCodes(trx, context, { ...input, phone: pending.phone });
  const { code, hash } = await newCode();
  await trx.raw(
    `update phone_verifications set code_hash = ?, sends = sends + 1, last_sent_at = ?, expires_at = ? where tenant_id = ? and id = ?`,
    [hash, context.now, new Date(context.now.getTime() + codeRules.lifetimeMs), context.tenantId, pending.id],
  );
  await sendCode(trx, context, { phone: pending.phone, channel: pending.channel, code, purpose: input.purpose });
}

/** Takes a code once. A wrong one counts, so the caller commits whatever the answer is. */
export async function takeCodeOf(
  trx: TenantTrx,
  context: CommandContext,
  input: CodeFor & { readonly code: string; readonly phone?: string },
): Promise<PendingCode | 'wrong' | 'none'> {
  const pending = await pendingCode(trx, context, input);
  if (pending === null || (input.phone !== undefined && input.phone !== pending.phone)) return 'none';
  if (input.contactId !== undefined && input.contactId !== pending.contactId) return 'none';
  const given = plainCode(input.code);
  const right = /^\d{6}$/.test(given) && (await verifyPassword(pending.codeHash, given));
  if (right) {
    await end(trx, context, pending.id, 'verified');
    return pending;
  }
  const over = pending.attempts + 1 >= codeRules.maxAttempts;
  await trx.raw(`update phone_verifications set attempts = attempts + 1, status = ? where tenant_id = ? and id = ?`, [
    over ? 'revoked' : 'pending',
    context.tenantId,
    pending.id,
  ]);
  return 'wrong';
}

/** Waits for a code no longer. */
export async function cancelCode(trx: TenantTrx, context: CommandContext, input: CodeFor): Promise<void> {
  const pending = await pendingCode(trx, context, input);
  if (pending !== null) await end(trx, context, pending.id, 'revoked');
}

export function nothingPending(): UserError {
  const detail = 'No code is waited for: it was used, has expired, or was tried too often. Ask for a new one.';
  return new UserError('validation_failed', detail, [{ pointer: '/code', code: 'code_not_pending', detail }]);
}

export function wrongCode(): UserError {
  const detail = 'The code is wrong.';
  return new UserError('validation_failed', detail, [{ pointer: '/code', code: 'code_wrong', detail }]);
}

async function end(trx: TenantTrx, context: CommandContext, id: string, status: 'verified' | 'expired' | 'revoked'): Promise<void> {
  await trx.raw('update phone_verifications set status = ? where tenant_id = ? and id = ?', [status, context.tenantId, id]);
}

/** Slow to try out for whoever reads the database: there are only a million codes. */
async function newCode(): Promise<{ readonly code: string; readonly hash: string }> {
  const code = String(randomInt(10 ** codeRules.digits)).padStart(codeRules.digits, '0');
  return { code, hash: await hashPassword(code) };
}

interface Recent {
  readonly byUser: number;
  readonly byNumber: number;
  readonly byTenant: number;
}

/** Codes cost money and disturb whoever gets them. */
async function requireFewCodes(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly phone: string },
): Promise<void> {
  const recent = await rowOf<Recent>(
    trx,
    `select coalesce(sum(sends) filter (where user_id = ?), 0)::int as by_user, coalesce(sum(sends) filter (where phone_e164 = ?), 0)::int as by_number,
       coalesce(sum(sends), 0)::int as by_tenant
     from phone_verifications where tenant_id = ? and created_at > ?::timestamptz - interval '1 hour'`,
    [input.userId, input.phone, context.tenantId, context.now],
  );
  if (recent === null) return;
  const few =
    recent.byUser < codeRules.mostPerUser && recent.byNumber < codeRules.mostPerNumber && recent.byTenant < codeRules.mostPerTenant;
  if (!few) throw tooMany('Many codes were sent in the last hour. Try later.', new Date(context.now.getTime() + 3_600_000), context.now);
}

function tooMany(sentence: string, until: Date, now: Date): UserError {
  const retryAfterSeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return new UserError('rate_limited', sentence, [], { retryAfterSeconds });
}
