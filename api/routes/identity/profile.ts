import type { Transaction } from 'objection';
import { writeAudit } from '../../../commands/audit/write-audit.ts';
import { changePassword } from '../../../commands/identity/change-password.ts';
import { revokeSessions } from '../../../commands/identity/revoke-sessions.ts';
import { tellAccountChange } from '../../../commands/identity/tell-account-change.ts';
import { updateProfile } from '../../../commands/identity/update-profile.ts';
import { findMe, listSessions } from '../../../db/queries/find-me.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/identity.ts';
import type { Principal } from '../../lib/principal.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { ownAccount } from '../../policies/policy.ts';

export const profileRoutes: readonly Route[] = [
  readRoute(contract.getMe, {
    policy: ownAccount,
    handle: ({ trx, principal }) => presentMe(trx, principal),
  }),

  writeRoute(contract.updateMe, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, body }) => {
      await updateProfile(trx, context, { ...body, userId: principal.userId });
      return presentMe(trx, principal);
    },
  }),

  writeRoute(contract.changePassword, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, body, deps }) => {
      await changePassword(trx, context, { ...body, userId: principal.userId, sessionId: principal.sessionId });
      await tellAccountChange(trx, context, { userId: principal.userId, change: 'password', baseUrl: baseUrlOf(deps) });
      return undefined;
    },
  }),

  readRoute(contract.listMySessions, {
    policy: ownAccount,
    handle: async ({ trx, principal }) => {
      const rows = await listSessions(trx, principal.userId);
      return {
        items: rows.map((row) => ({
          id: row.id,
          current: row.id === principal.sessionId,
          ip: row.ip,
          userAgent: row.userAgent,
          kind: row.kind,
          createdAt: row.createdAt.toISOString(),
          lastSeenAt: row.lastSeenAt.toISOString(),
          expiresAt: row.expiresAt.toISOString(),
        })),
      };
    },
  }),

  writeRoute(contract.revokeOtherSessions, {
    policy: ownAccount,
    handle: async ({ trx, context, principal }) => {
      const input = { userId: principal.userId, exceptSessionId: principal.sessionId, reason: 'revoked by its owner' };
      const ended = await revokeSessions(trx, context, input);
      await writeAudit(trx, context, { action: 'user.sessions_revoked', recordType: 'user', recordId: principal.userId, after: { ended } });
      return { ended };
    },
  }),

  writeRoute(contract.revokeMySession, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, params }) => {
      const ended = await revokeSessions(trx, context, { userId: principal.userId, sessionId: params.id, reason: 'revoked by its owner' });
      if (ended === 0) throw new UserError('not_found', 'There is no such session.');
      return undefined;
    },
  }),
];

async function presentMe(trx: Transaction, principal: Principal): Promise<contract.Me> {
  const row = await findMe(trx, principal.userId, principal.sessionId);
  if (row === null) throw new UserError('unauthenticated', 'Your session has ended. Sign in again.');
  return {
    id: row.id,
    version: row.version,
    email: row.email,
    name: row.name,
    locale: row.locale,
    timezone: row.timezone,
    roles: [...principal.roles],
    permissions: [...principal.permissions].sort(),
    teams: row.teams.map((team) => ({ ...team })),
    preferences: row.preferences,
    emailVerified: row.emailVerified,
    twoFactor: row.twoFactor,
    recoveryCodesLeft: row.recoveryCodesLeft,
    secondFactorDueAt: row.secondFactorDueAt?.toISOString() ?? null,
    mustEnrol: principal.mustEnrol,
    tenant: { ...row.tenant },
    session: { id: row.sessionId, expiresAt: row.expiresAt.toISOString(), idleExpiresAt: row.idleExpiresAt.toISOString() },
  };
}
