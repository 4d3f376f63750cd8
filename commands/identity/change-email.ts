import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { runCommand } from '../lib/run-command.ts';
import { sendSystemMail, untilText, workspaceName } from '../messages/send-system-mail.ts';
import { rowOf } from '../records/sql.ts';
import { badLink, type Database, sendLink } from './links.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { requirePassword } from './require-password.ts';
import { sendSignInCode } from '../phones/phone-factor.ts';
import { hasAuthenticator, hasSecondFactor, takeCode } from './second-factor.ts';
import { hashToken, newSessionToken } from './session-tokens.ts';

const confirmHours = 24;
const undoDays = 7;
/** So many in an hour: each sends two mails. */
const mostAnHour = 3;

export interface AskForEmail {
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly password: string;
  /** Needed by whoever has a second factor. */
  readonly code?: string | undefined;
  readonly baseUrl: string;
}

/**
 * Asks for another address of one's own. Nothing changes until the link at the new one is used; the old one is told and can take it back.
 * What a missing or wrong code is answered is given back and not thrown: a code that was sent and a wrong one that counts must be
 * committed.
 */
export async function askForEmail(trx: TenantTrx, context: CommandContext, input: AskForEmail): Promise<UserError | null> {
  const { userId, baseUrl } = input;
  const email = input.email.toLowerCase();
  const user = await requirePassword(trx, context, userId, input.password);
  const refused = await askForCode(trx, context, userId, input.code);
  if (refused !== null) return refused;
  await refuseAddress(trx, context, { userId, email, current: user.email });
  await trx('email_changes')
    .where({ tenant_id: context.tenantId, user_id: userId })
    .whereNull('confirmed_at')
    .whereNull('undone_at')
    .update({ undone_at: context.now });
  const [confirm, undo] = [newSessionToken(), newSessionToken()];
  const confirmUntil = new Date(context.now.getTime() + confirmHours * 3_600_000);
  const undoUntil = new Date(context.now.getTime() + undoDays * 86_400_000);
  await trx('email_changes').insert({
    tenant_id: context.tenantId,
    id: newId(),
    user_id: userId,
    session_id: input.sessionId,
    old_email: user.email,
    new_email: email,
    confirm_hash: hashToken(confirm),
    undo_hash: hashToken(undo),
    created_at: context.now,
    confirm_expires_at: confirmUntil,
    undo_expires_at: undoUntil,
  });
  const workspace = await workspaceName(trx, context);
  const to = { name: user.name, baseUrl };
  const values = (until: Date) => ({ workspace, email, until: untilText(until) });
  await sendSystemMail(trx, context, {
    ...to,
    mail: 'confirm_new_email',
    email,
    path: `/confirm-email/${confirm}`,
    values: values(confirmUntil),
  });
  await sendSystemMail(trx, context, {
    ...to,
    mail: 'email_change',
    email: user.email,
    path: `/undo-email/${undo}`,
    values: values(undoUntil),
  });
  await writeAudit(trx, context, { action: 'user.email_change_requested', recordType: 'user', recordId: userId, after: { email } });
  return null;
}

/** Asks for the second factor as signing in does: of the authenticator, or one that is sent to the telephone. */
async function askForCode(trx: TenantTrx, context: CommandContext, userId: string, code: string | undefined): Promise<UserError | null> {
  if (!(await hasSecondFactor(trx, context, userId))) return null;
  if (code !== undefined) return (await takeCode(trx, context, userId, code)) ? null : codeProblem('AUTH_2FA_INVALID_CODE', wrongCode);
  const sent = (await hasAuthenticator(trx, context, userId)) ? null : await sendSignInCode(trx, context, userId);
  const detail = sent === null ? 'A code of your authenticator is needed.' : `Enter the code that was sent to ${sent.to}.`;
  return codeProblem('AUTH_2FA_REQUIRED', detail, sent === null ? {} : { ...sent });
}

const wrongCode = 'The code is wrong, was used already or has passed.';

function codeProblem(code: string, detail: string, extra: Readonly<Record<string, string>> = {}): UserError {
  return new UserError('validation_failed', detail, [{ pointer: '/code', code, detail }], extra);
}

async function refuseAddress(
  trx: TenantTrx,
  context: CommandContext,
  { userId, email, current }: { readonly userId: string; readonly email: string; readonly current: string },
): Promise<void> {
  const refuse = (code: string, detail: string): never => {
    throw new UserError('validation_failed', detail, [{ pointer: '/email', code, detail }]);
  };
  if (email === current) refuse('unchanged', 'That is your address already.');
  if ((await rowOf(trx, 'select 1 as one from users where tenant_id = ? and email = ?', [context.tenantId, email])) !== null) refuseTaken();
  const recent = await rowOf<{ readonly count: number }>(
    trx,
    `select count(*)::int as count from email_changes where tenant_id = ? and user_id = ? and created_at > ?::timestamptz - interval '1 hour'`,
    [context.tenantId, userId, context.now],
  );
  if ((recent?.count ?? 0) < mostAnHour) return;
  throw new UserError('rate_limited', 'You asked for several changes lately. Look for the mail, or try later.', [], {
    retryAfterSeconds: 3600,
  });
}

function refuseTaken(): never {
  const detail = 'Somebody in this workspace has this address already.';
  throw new UserError('validation_failed', detail, [{ pointer: '/email', code: 'taken', detail }]);
}

interface Change {
  readonly id: string;
  readonly sessionId: string;
  readonly oldEmail: string;
  readonly newEmail: string;
  readonly confirmedAt: Date | null;
}

/** What a link does, under the user's lock: exactly one caller gets past. */
async function byLink(
  db: Database,
  token: string,
  kind: 'confirm' | 'undo',
  work: (trx: TenantTrx, context: CommandContext, change: Change, userId: string) => Promise<void>,
): Promise<void> {
  const hash = hashToken(token);
  const found = await db.lookup.emailChangeByTokenHash(hash);
  if (found === null) throw badLink();
  const { tenantId, userId } = found;
  await runCommand(db, { tenantId, actor: { kind: 'user', userId } }, async (trx, context) => {
    const user = await rowOf<{ readonly email: string; readonly status: string }>(
      trx,
      'select email, status from users where tenant_id = ? and id = ? for no key update',
      [tenantId, userId],
    );
    const open = kind === 'confirm' ? 'confirmed_at is null and confirm_expires_at > ?' : 'undo_expires_at > ?';
    const change = await rowOf<Change>(
      trx,
      `update email_changes set ${kind === 'confirm' ? 'confirmed_at' : 'undone_at'} = ?
       where tenant_id = ? and ${kind}_hash = ? and undone_at is null and ${open} returning id, session_id, old_email, new_email, confirmed_at`,
      [context.now, tenantId, hash, context.now],
    );
    // A later change has taken its place.
    const now = kind === 'undo' && change?.confirmedAt ? change.newEmail : change?.oldEmail;
    if (change === null || user?.status !== 'active' || user.email !== now) throw badLink();
    await work(trx, context, change, userId);
  });
}

/** The new address is theirs: it becomes the one they sign in with. Sessions elsewhere end, and so do links sent to the old one. */
export function confirmEmail(db: Database, input: { readonly token: string }): Promise<void> {
  return byLink(db, input.token, 'confirm', async (trx, context, change, userId) => {
    await setEmail(trx, context, userId, change.newEmail);
    await revokeSessions(trx, context, { userId, exceptSessionId: change.sessionId, reason: 'e-mail address changed' });
    await audit(trx, context, 'user.email_changed', userId, change.oldEmail, change.newEmail);
  });
}

/**
 * Whoever has the old address says that it was not them. Somebody knew the password, so it is gone, as are all sessions; a link for a
 * new one goes to the old address.
 */
export function undoEmail(db: Database, input: { readonly token: string; readonly baseUrl: string }): Promise<void> {
  return byLink(db, input.token, 'undo', async (trx, context, change, userId) => {
    await setEmail(trx, context, userId, change.oldEmail);
    await trx('users').where({ tenant_id: context.tenantId, id: userId }).update({ password_hash: null, password_changed_at: context.now });
    await revokeSessions(trx, context, { userId, reason: 'change of e-mail address taken back' });
    await audit(trx, context, 'user.email_change_undone', userId, change.newEmail, change.oldEmail);
    await sendLink(trx, context, { userId, purpose: 'reset_password', baseUrl: input.baseUrl });
  });
}

async function setEmail(trx: TenantTrx, context: CommandContext, userId: string, email: string): Promise<void> {
  await trx('user_tokens').where({ tenant_id: context.tenantId, user_id: userId }).whereNull('used_at').update({ used_at: context.now });
  try {
    await trx('users')
      .where({ tenant_id: context.tenantId, id: userId })
      .update({ email, is_verified: true, version: trx.raw('version + 1'), updated_at: context.now });
  } catch (error) {
    if (isUniqueViolation(error, 'users_tenant_id_email_key')) refuseTaken();
    throw error;
  }
}

function audit(trx: TenantTrx, context: CommandContext, action: string, userId: string, before: string, after: string): Promise<void> {
  return writeAudit(trx, context, { action, recordType: 'user', recordId: userId, before: { email: before }, after: { email: after } });
}
