import type { Doors } from '../../db/doors.ts';
import type { Lookup, LinkFound } from '../../db/lookup.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { runCommand } from '../lib/run-command.ts';
import { sendSystemMail, untilText, workspaceName } from '../messages/send-system-mail.ts';
import { hashPassword, refuseWeakPassword } from './passwords.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { tellAccountChange } from './tell-account-change.ts';
import { hashToken, newSessionToken } from './session-tokens.ts';

export type Database = Doors & { readonly lookup: Lookup };
type Purpose = 'verify_email' | 'reset_password';

const lifetimeMinutes: Readonly<Record<Purpose, number>> = { verify_email: 3 * 24 * 60, reset_password: 60 };
const paths: Readonly<Record<Purpose, string>> = { verify_email: '/verify', reset_password: '/reset' };
/** So many mails of a kind to one person in an hour. */
const mostAnHour = 3;

/** Sends a link that works once; earlier ones of the same kind stop working. False when there were too many lately. */
export async function sendLink(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly purpose: Purpose; readonly baseUrl: string },
): Promise<boolean> {
  const { userId, purpose, baseUrl } = input;
  const key = { tenant_id: context.tenantId, id: userId, status: 'active' };
  const user: { email: string; name: string } | undefined = await trx('users').where(key).forNoKeyUpdate().first('email', 'name');
  if (user === undefined) return false;
  const { rows }: { rows: { recent: number }[] } = await trx.raw(
    `select count(*)::int as recent from user_tokens where tenant_id = ? and user_id = ? and purpose = ? and created_at > ?::timestamptz - interval '1 hour'`,
    [context.tenantId, userId, purpose, context.now],
  );
  if ((rows[0]?.recent ?? 0) >= mostAnHour) return false;
  await spend(trx, context, userId, purpose);
  const token = newSessionToken();
  const expiresAt = new Date(context.now.getTime() + lifetimeMinutes[purpose] * 60_000);
  await trx('user_tokens').insert({
    tenant_id: context.tenantId,
    id: newId(),
    user_id: userId,
    purpose,
    token_hash: hashToken(token),
    expires_at: expiresAt,
    created_at: context.now,
  });
  await sendSystemMail(trx, context, {
    mail: purpose,
    email: user.email,
    name: user.name,
    baseUrl,
    path: `${paths[purpose]}/${token}`,
    values: { workspace: await workspaceName(trx, context), until: untilText(expiresAt) },
  });
  await writeAudit(trx, context, { action: `user.${purpose}_requested`, recordType: 'user', recordId: userId });
  return true;
}

async function spend(trx: TenantTrx, context: CommandContext, userId: string, purpose: Purpose): Promise<void> {
  await trx('user_tokens')
    .where({ tenant_id: context.tenantId, user_id: userId, purpose })
    .whereNull('used_at')
    .update({ used_at: context.now });
}

/** Takes a link: exactly one caller gets past here. */
async function takeLink(trx: TenantTrx, context: CommandContext, link: LinkFound): Promise<string> {
  const { rows }: { rows: { user_id: string }[] } = await trx.raw(
    `update user_tokens set used_at = ? where tenant_id = ? and id = ? and used_at is null and expires_at > ? returning user_id`,
    [context.now, context.tenantId, link.id, context.now],
  );
  const [row] = rows;
  if (row === undefined) throw badLink();
  return row.user_id;
}

export function badLink(): UserError {
  const detail = 'This link was used already or has expired. Ask for a new one.';
  return new UserError('validation_failed', detail, [{ pointer: '/token', code: 'link_not_valid', detail }]);
}

async function findLink(db: Database, token: string, kind: LinkFound['kind']): Promise<LinkFound & { readonly userId: string }> {
  const link = await db.lookup.linkByTokenHash(hashToken(token));
  if (link === null || link.kind !== kind || link.userId === null) throw badLink();
  return { ...link, userId: link.userId };
}

/** Sends a link for a new password to every account with the address. Says the same, and nothing, whether or not there is one. */
export async function requestReset(db: Database, input: { readonly email: string; readonly baseUrl: string }): Promise<void> {
  const accounts = await db.lookup.accountsByEmail(input.email.trim().toLowerCase());
  for (const { tenantId, userId } of accounts) {
    await runCommand(db, { tenantId, actor: { kind: 'system', name: 'password reset' } }, (trx, context) =>
      sendLink(trx, context, { userId, purpose: 'reset_password', baseUrl: input.baseUrl }),
    );
  }
}

/** Sets a new password by link. Whoever may have had the old one is put out: all sessions end. The address is proven by it. */
export async function resetByLink(
  db: Database,
  input: { readonly token: string; readonly password: string; readonly baseUrl: string },
): Promise<void> {
  const link = await findLink(db, input.token, 'reset_password');
  // Before the locks: hashing takes its time.
  const hash = await hashPassword(input.password);
  await runCommand(db, { tenantId: link.tenantId, actor: { kind: 'user', userId: link.userId } }, async (trx, context) => {
    const key = { tenant_id: context.tenantId, id: link.userId };
    const row: { email: string; status: string } | undefined = await trx('users').where(key).forNoKeyUpdate().first('email', 'status');
    if (row?.status !== 'active') throw badLink();
    refuseWeakPassword(input.password, row.email);
    await takeLink(trx, context, link);
    await trx('users')
      .where(key)
      .update({
        password_hash: hash,
        password_changed_at: context.now,
        is_verified: true,
        failed_sign_ins: 0,
        locked_until: null,
        version: trx.raw('version + 1'),
        updated_at: context.now,
      });
    await spend(trx, context, link.userId, 'reset_password');
    await revokeSessions(trx, context, { userId: link.userId, reason: 'password reset' });
    await writeAudit(trx, context, { action: 'user.password_reset', recordType: 'user', recordId: link.userId, after: { by: 'link' } });
    await tellAccountChange(trx, context, { userId: link.userId, change: 'password', baseUrl: input.baseUrl });
  });
}

/** Proves that an e-mail address belongs to its user. */
export async function verifyEmail(db: Database, input: { readonly token: string }): Promise<void> {
  const link = await findLink(db, input.token, 'verify_email');
  await runCommand(db, { tenantId: link.tenantId, actor: { kind: 'user', userId: link.userId } }, async (trx, context) => {
    const userId = await takeLink(trx, context, link);
    await trx('users').where({ tenant_id: context.tenantId, id: userId }).update({ is_verified: true, updated_at: context.now });
    await writeAudit(trx, context, { action: 'user.verified', recordType: 'user', recordId: userId });
  });
}
