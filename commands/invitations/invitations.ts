import { requireSeat } from '../entitlements/require-seat.ts';
import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { badLink, type Database } from '../identity/links.ts';
import { type Caller, openSession, type OpenedSession, type SessionRules, type Transport } from '../identity/open-session.ts';
import { hashPassword, refuseWeakPassword } from '../identity/passwords.ts';
import { hashToken, newSessionToken } from '../identity/session-tokens.ts';
import { mayUsePassword, signInByProvider } from '../identity/single-sign-on/passwords-off.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { runCommand } from '../lib/run-command.ts';
import { sendSystemMail, untilText, workspaceName } from '../messages/send-system-mail.ts';
import { giveRoles, joinTeams } from '../users/create-user.ts';
import { requireMayGrant, requireMayManage, rolesByCode } from '../users/rights.ts';
import { writeProfile } from '../users/write-profile.ts';
import type { TenantId } from '../../domain/ids.ts';

export interface Invite {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly teamIds: readonly string[];
  readonly baseUrl: string;
}

const lifetimeDays = 7;

/** Invites somebody: an account that cannot be entered yet, and a mail with a link that works once. */
export async function invite(trx: TenantTrx, context: CommandContext, input: Invite): Promise<string> {
  const roles = await rolesByCode(trx, context, input.roles);
  await requireMayGrant(trx, context, roles);
  await requireSeat(trx, context);
  const email = input.email.toLowerCase();
  const userId = newId();
  try {
    await trx('users').insert({ tenant_id: context.tenantId, id: userId, email, name: input.name, status: 'invited' });
  } catch (error) {
    if (!isUniqueViolation(error, 'users_tenant_id_email_key')) throw error;
    const detail = 'There is a user or an invitation with this e-mail address already.';
    throw new UserError('conflict', detail, [{ pointer: '/email', code: 'taken', detail }]);
  }
  await writeProfile(trx, { tenantId: context.tenantId, userId, name: input.name });
  await giveRoles(trx, context, userId, roles);
  await joinTeams(trx, context, userId, input.teamIds);
  const id = newId();
  const { token, expiresAt } = newLink(context);
  await trx('invitations').insert({
    tenant_id: context.tenantId,
    id,
    user_id: userId,
    email,
    token_hash: hashToken(token),
    invited_by_user_id: context.actor.kind === 'user' ? context.actor.userId : null,
    sent_at: context.now,
    expires_at: expiresAt,
  });
  await mail(trx, context, { email, name: input.name, token, expiresAt, baseUrl: input.baseUrl });
  await writeAudit(trx, context, {
    action: 'user.invited',
    recordType: 'user',
    recordId: userId,
    after: { email, name: input.name, roles: [...input.roles] },
  });
  return id;
}

function newLink(context: CommandContext): { readonly token: string; readonly expiresAt: Date } {
  return { token: newSessionToken(), expiresAt: new Date(context.now.getTime() + lifetimeDays * 86_400_000) };
}

async function mail(
  trx: TenantTrx,
  context: CommandContext,
  to: { readonly email: string; readonly name: string; readonly token: string; readonly expiresAt: Date; readonly baseUrl: string },
): Promise<void> {
  const inviter: { name: string } | undefined =
    context.actor.kind === 'user'
      ? await trx('users').where({ tenant_id: context.tenantId, id: context.actor.userId }).first('name')
      : undefined;
  const workspace = await workspaceName(trx, context);
  await sendSystemMail(trx, context, {
    mail: 'invitation',
    email: to.email,
    name: to.name,
    baseUrl: to.baseUrl,
    path: `/invite/${to.token}`,
    values: { workspace, inviter: inviter?.name ?? workspace, until: untilText(to.expiresAt) },
  });
}

interface OpenInvitation {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

async function lockOpen(trx: TenantTrx, context: CommandContext, id: string): Promise<OpenInvitation> {
  const { rows }: { rows: OpenInvitation[] } = await trx.raw(
    `select i.user_id as "userId", i.email, u.name from invitations i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
     where i.tenant_id = ? and i.id = ? and i.accepted_at is null and i.revoked_at is null for no key update of i`,
    [context.tenantId, id],
  );
  const [row] = rows;
  if (row === undefined) throw new UserError('not_found', 'There is no such open invitation.');
  await requireMayManage(trx, context, row.userId);
  return row;
}

/** Sends the invitation again with a new link; the old one stops working. */
export async function resendInvitation(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly baseUrl: string },
): Promise<void> {
  const row = await lockOpen(trx, context, input.id);
  const { token, expiresAt } = newLink(context);
  await trx('invitations')
    .where({ tenant_id: context.tenantId, id: input.id })
    .update({
      token_hash: hashToken(token),
      expires_at: expiresAt,
      sent_at: context.now,
      times_sent: trx.raw('times_sent + 1'),
      version: trx.raw('version + 1'),
      updated_at: context.now,
    });
  await mail(trx, context, { ...row, token, expiresAt, baseUrl: input.baseUrl });
  await writeAudit(trx, context, { action: 'user.invitation_resent', recordType: 'user', recordId: row.userId });
}

/** Takes an invitation back: its link stops working and the account that was waiting goes. */
export async function revokeInvitation(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const row = await lockOpen(trx, context, input.id);
  await trx('invitations')
    .where({ tenant_id: context.tenantId, id: input.id })
    .update({ revoked_at: context.now, version: trx.raw('version + 1'), updated_at: context.now });
  await trx('users').where({ tenant_id: context.tenantId, id: row.userId, status: 'invited' }).delete();
  await writeAudit(trx, context, {
    action: 'user.invitation_revoked',
    recordType: 'user',
    recordId: row.userId,
    before: { email: row.email },
  });
}

export interface InvitationShown {
  readonly workspace: string;
  readonly email: string;
  readonly name: string;
  readonly expiresAt: Date;
}

/** What the page of an invitation shows to whoever has its link. */
export async function showInvitation(db: Database, token: string): Promise<InvitationShown> {
  const link = await db.lookup.linkByTokenHash(hashToken(token));
  if (link === null || link.kind !== 'invitation') throw badLink();
  const shown = await db.readTenant(link.tenantId, async (trx) => {
    const { rows }: { rows: InvitationShown[] } = await trx.raw(
      `select t.name as workspace, i.email, u.name, i.expires_at as "expiresAt" from invitations i join tenants t on t.id = i.tenant_id
         join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
       where i.id = ? and i.accepted_at is null and i.revoked_at is null and i.expires_at > now() and u.status = 'invited' and t.status = 'active'`,
      [link.id],
    );
    return rows[0];
  });
  if (shown === undefined) throw badLink();
  return shown;
}

export interface AcceptInvitation {
  readonly token: string;
  readonly name: string;
  readonly password: string;
  readonly caller: Caller;
  readonly transport: Transport;
}

/** Makes the waiting account somebody's own: name, password, proven address, and a session. */
export async function acceptInvitation(
  db: Database,
  input: AcceptInvitation,
  rules: SessionRules,
): Promise<OpenedSession & { readonly tenantId: TenantId; readonly userId: string }> {
  const { email } = await showInvitation(db, input.token);
  refuseWeakPassword(input.password, email);
  const link = await db.lookup.linkByTokenHash(hashToken(input.token));
  if (link === null || link.userId === null) throw badLink();
  const { tenantId, userId } = link;
  const hash = await hashPassword(input.password);
  const session = await runCommand(db, { tenantId, actor: { kind: 'user', userId } }, async (trx, context) => {
    const { rows }: { rows: { id: string }[] } = await trx.raw(
      `update invitations set accepted_at = ?, version = version + 1, updated_at = ?
       where tenant_id = ? and id = ? and token_hash = ? and accepted_at is null and revoked_at is null and expires_at > ? returning id`,
      [context.now, context.now, tenantId, link.id, hashToken(input.token), context.now],
    );
    if (rows.length === 0) throw badLink();
    if (!(await mayUsePassword(trx, context, userId))) throw signInByProvider();
    await trx('users')
      .where({ tenant_id: tenantId, id: userId, status: 'invited' })
      .update({
        name: input.name,
        password_hash: hash,
        password_changed_at: context.now,
        is_verified: true,
        status: 'active',
        version: trx.raw('version + 1'),
        updated_at: context.now,
      });
    await writeProfile(trx, { tenantId, userId, name: input.name });
    context.record({ type: 'user.created', subject: { type: 'user', id: userId }, after: { name: input.name } });
    await writeAudit(trx, context, { action: 'user.invitation_accepted', recordType: 'user', recordId: userId, ...input.caller });
    return openSession(trx, context, { userId, caller: input.caller, transport: input.transport, rules });
  });
  return { ...session, tenantId, userId };
}
