import { UserError } from '../../../domain/errors/errors.ts';
import { writeAudit } from '../../audit/write-audit.ts';
import type { RecordingContext } from '../../lib/command-context.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { newId } from '../../lib/new-id.ts';
import { rowOf } from '../../records/sql.ts';
import { requireSeat } from '../../entitlements/require-seat.ts';
import { writeProfile } from '../../users/write-profile.ts';
import type { Vouched } from './provider.ts';
import { domainOf } from './rules.ts';
import type { SingleSignOn } from './settings.ts';

interface Account {
  readonly id: string;
  readonly status: 'invited' | 'active' | 'deactivated';
  readonly isVerified: boolean;
  readonly hasPassword: boolean;
}

const account = `u.id, u.status, u.is_verified, u.password_hash is not null as has_password`;

/**
 * The account of whom the provider vouches for: the one linked to its subject; else, by an address the provider has proven at one of the
 * workspace's domains, the one that is there or a new one. Called with the settings' lock held, so that one subject comes once.
 */
export async function accountOf(trx: TenantTrx, context: RecordingContext, settings: SingleSignOn, person: Vouched): Promise<string> {
  const linked = await rowOf<Account>(
    trx,
    `select ${account} from sso_identities i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
     where i.tenant_id = ? and i.issuer = ? and i.subject = ? for no key update of u`,
    [context.tenantId, person.issuer, person.subject],
  );
  if (linked !== null) {
    if (linked.status !== 'active') throw refused('deactivated', 'Your account in this workspace is deactivated.');
    await trx.raw('update sso_identities set last_used_at = ? where tenant_id = ? and issuer = ? and subject = ?', [
      context.now,
      context.tenantId,
      person.issuer,
      person.subject,
    ]);
    return linked.id;
  }
  const email = provenAddress(settings, person);
  const userId = await accountByAddress(trx, context, settings, { ...person, email });
  await trx('sso_identities').insert({
    tenant_id: context.tenantId,
    id: newId(),
    user_id: userId,
    issuer: person.issuer,
    subject: person.subject,
    created_at: context.now,
    last_used_at: context.now,
  });
  await writeAudit(trx, context, {
    action: 'sso.linked',
    actor: { kind: 'user', userId },
    recordType: 'user',
    recordId: userId,
    after: { issuer: person.issuer },
  });
  return userId;
}

function provenAddress(settings: SingleSignOn, person: Vouched): string {
  if (person.email === null || !person.emailVerified)
    throw refused('email_unverified', 'The identity provider does not say that your e-mail address is proven.');
  if (!settings.domains.includes(domainOf(person.email)))
    throw refused('domain', 'Your e-mail address is not one of those that sign in to this workspace.');
  return person.email;
}

async function accountByAddress(
  trx: TenantTrx,
  context: RecordingContext,
  settings: SingleSignOn,
  person: Vouched & { readonly email: string },
): Promise<string> {
  const found = await rowOf<Account>(trx, `select ${account} from users u where u.tenant_id = ? and u.email = ? for no key update`, [
    context.tenantId,
    person.email,
  ]);
  if (found === null) {
    if (settings.provisioning === 'invited') throw refused('not_invited', 'You have no account in this workspace. Ask for an invitation.');
    return create(trx, context, settings, person);
  }
  if (found.status === 'deactivated') throw refused('deactivated', 'Your account in this workspace is deactivated.');
  if (found.status === 'invited') await accept(trx, context, found.id);
  // Somebody else may have made it in their name and know its password.
  const byPassword = found.hasPassword && (settings.passwordsOn || settings.emergencyUserId === found.id);
  if (found.status === 'active' && !found.isVerified && byPassword)
    throw refused(
      'account_unverified',
      'Your account here has an address that was never confirmed. Sign in by password once and confirm it.',
    );
  if (!found.isVerified) await trx('users').where({ tenant_id: context.tenantId, id: found.id }).update({ is_verified: true });
  return found.id;
}

/** The provider has proven what the link of an invitation would. */
async function accept(trx: TenantTrx, context: RecordingContext, userId: string): Promise<void> {
  const key = { tenant_id: context.tenantId, user_id: userId };
  await trx('invitations')
    .where(key)
    .whereNull('accepted_at')
    .whereNull('revoked_at')
    .update({ accepted_at: context.now, version: trx.raw('version + 1'), updated_at: context.now });
  const user = await rowOf<{ readonly name: string }>(
    trx,
    `update users set status = 'active', is_verified = true, version = version + 1, updated_at = ? where tenant_id = ? and id = ? returning name`,
    [context.now, context.tenantId, userId],
  );
  context.record({ type: 'user.created', subject: { type: 'user', id: userId }, after: { name: user?.name ?? '' } });
  await writeAudit(trx, context, {
    action: 'user.invitation_accepted',
    recordType: 'user',
    recordId: userId,
    after: { by: 'single sign-on' },
  });
}

async function create(
  trx: TenantTrx,
  context: RecordingContext,
  settings: SingleSignOn,
  person: Vouched & { readonly email: string },
): Promise<string> {
  await requireSeat(trx, context);
  const id = newId();
  const name = person.name ?? person.email.slice(0, person.email.indexOf('@'));
  await trx('users').insert({ tenant_id: context.tenantId, id, email: person.email, name, is_verified: true });
  await writeProfile(trx, { tenantId: context.tenantId, userId: id, name });
  await trx('user_roles').insert({ tenant_id: context.tenantId, user_id: id, role_id: settings.defaultRoleId });
  context.record({ type: 'user.created', subject: { type: 'user', id }, after: { name } });
  await writeAudit(trx, context, { action: 'user.created', recordType: 'user', recordId: id, after: { name, by: 'single sign-on' } });
  return id;
}

function refused(reason: string, sentence: string): UserError {
  return new UserError('AUTH_SSO_REFUSED', sentence, [], { reason });
}
