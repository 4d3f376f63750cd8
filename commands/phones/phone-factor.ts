import { type CodeChannel, maskedPhone } from '../../domain/phones/code-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { nextSendAt, pendingCode, resendCode, startCode, takeCodeOf } from './codes.ts';
import { readUserPhone } from './user-phone.ts';

export interface SentCode {
  readonly via: CodeChannel;
  /** Only as much of the number as its owner needs to recognise it. */
  readonly to: string;
}

/** Whether signing in asks for a code that is sent to the telephone. */
export async function hasPhoneFactor(trx: TenantTrx, context: CommandContext, userId: string): Promise<boolean> {
  const known = await readUserPhone(trx, context.tenantId, userId);
  return known !== null && known.secondFactor !== null;
}

/** Sends a code to whoever signs in and has proven the first factor; not while the last one is fresh. Null without such a telephone. */
export async function sendSignInCode(trx: TenantTrx, context: CommandContext, userId: string): Promise<SentCode | null> {
  const known = await readUserPhone(trx, context.tenantId, userId);
  if (known === null || known.secondFactor === null) return null;
  const about = { userId, purpose: 'sign_in' } as const;
  const pending = await pendingCode(trx, context, about);
  if (pending === null) await startCode(trx, context, { ...about, phone: known.phone, channel: known.secondFactor });
  else {
    const next = nextSendAt(pending);
    if (next !== null && next <= context.now) await resendCode(trx, context, about);
  }
  return { via: known.secondFactor, to: maskedPhone(known.phone) };
}

export async function takeSignInCode(trx: TenantTrx, context: CommandContext, userId: string, code: string): Promise<boolean> {
  const taken = await takeCodeOf(trx, context, { userId, purpose: 'sign_in', code });
  return typeof taken !== 'string';
}
