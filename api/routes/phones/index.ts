import { entitlementsOf } from '../../../commands/entitlements/read-entitlements.ts';
import { requireSecondFactorOptional } from '../../../commands/identity/second-factor-policy.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { cancelCode, nextSendAt, resendCode } from '../../../commands/phones/codes.ts';
import {
  confirmPhone,
  disablePhoneFactor,
  enablePhoneFactor,
  readUserPhone,
  startPhoneVerification,
} from '../../../commands/phones/user-phone.ts';
import { findPendingCode } from '../../../db/queries/find-pending-code.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { codeRules } from '../../../domain/phones/code-rules.ts';
import * as contract from '../../contracts/phones.ts';
import type { Principal } from '../../lib/principal.ts';
import { plainRoute, readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { ownAccount } from '../../policies/policy.ts';

interface Call {
  readonly trx: TenantTrx;
  readonly principal: Principal;
}

async function present({ trx, principal: { tenantId, userId } }: Call): Promise<contract.OwnPhone> {
  const known = await readUserPhone(trx, tenantId, userId);
  const pending = await findPendingCode(trx, userId, 'phone');
  const { own } = await entitlementsOf(trx, tenantId, userId);
  return {
    e164: known?.phone ?? null,
    verifiedAt: known?.verifiedAt.toISOString() ?? null,
    secondFactor: known?.secondFactor ?? null,
    offered: own.features['auth.smsTwoFactor'].value,
    pending:
      pending === null
        ? null
        : {
            e164: pending.phone,
            channel: pending.channel,
            expiresAt: pending.expiresAt.toISOString(),
            resendAt: nextSendAt(pending)?.toISOString() ?? null,
            attemptsLeft: codeRules.maxAttempts - pending.attempts,
          },
  };
}

/** One's own telephone. Before an enrolment that the workspace asks for as well: it may be the way to it. */
export const phoneRoutes: readonly Route[] = [
  readRoute(contract.getMyPhone, { policy: ownAccount, handle: present }),

  writeRoute(contract.startPhoneVerification, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, body }) => {
      await startPhoneVerification(trx, context, { ...body, userId: principal.userId });
      return present({ trx, principal });
    },
  }),

  // A wrong code is counted, so what it answers is thrown after the commit.
  plainRoute(contract.confirmPhoneVerification, {
    policy: ownAccount,
    limit: 'sign_in',
    handle: async ({ deps, principal, body }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId, userId } = principal;
      const frame = { tenantId, actor: { kind: 'user', userId } } as const;
      const problem = await runCommand(deps.db, frame, (trx, context) => confirmPhone(trx, context, { ...body, userId }));
      if (problem !== null) throw problem;
      return deps.db.readTenant(tenantId, (trx) => present({ trx, principal }));
    },
  }),

  writeRoute(contract.resendPhoneCode, {
    policy: ownAccount,
    handle: async ({ trx, context, principal }) => {
      await resendCode(trx, context, { userId: principal.userId, purpose: 'phone' });
      return present({ trx, principal });
    },
  }),

  writeRoute(contract.cancelPhoneVerification, {
    policy: ownAccount,
    handle: async ({ trx, context, principal }) => {
      await cancelCode(trx, context, { userId: principal.userId, purpose: 'phone' });
      return undefined;
    },
  }),

  writeRoute(contract.enablePhoneFactor, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, body }) => {
      await enablePhoneFactor(trx, context, { ...body, userId: principal.userId });
      return present({ trx, principal });
    },
  }),

  writeRoute(contract.disablePhoneFactor, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, body }) => {
      await requireSecondFactorOptional(trx);
      await disablePhoneFactor(trx, context, { ...body, userId: principal.userId });
      return present({ trx, principal });
    },
  }),
];
