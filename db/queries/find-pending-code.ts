import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';

export interface PendingCodeSeen {
  readonly phone: string;
  readonly channel: 'sms' | 'whatsapp';
  readonly attempts: number;
  readonly sends: number;
  readonly expiresAt: Date;
  readonly lastSentAt: Date;
}

/** The code that is waited for, for whoever looks; null when there is none or its time is over. */
export async function findPendingCode(trx: Transaction, userId: string, purpose: string): Promise<PendingCodeSeen | null> {
  const [row] = await rowsOf<PendingCodeSeen>(
    trx,
    `select phone_e164, channel, attempts, sends, expires_at, last_sent_at from phone_verifications
     where tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and user_id = ? and purpose = ? and status = 'pending' and expires_at > now()`,
    [userId, purpose],
  );
  return row ?? null;
}
