import { toDataURL } from 'qrcode';
import { confirmTotp, disableTotp, renewRecoveryCodes, setUpTotp } from '../../../commands/identity/second-factor.ts';
import { requireSecondFactorOptional } from '../../../commands/identity/second-factor-policy.ts';
import { tellAccountChange } from '../../../commands/identity/tell-account-change.ts';
import { workspaceName } from '../../../commands/messages/send-system-mail.ts';
import * as contract from '../../contracts/identity.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { type Route, writeRoute } from '../../lib/route.ts';
import { ownAccount } from '../../policies/policy.ts';

export const secondFactorRoutes: readonly Route[] = [
  writeRoute(contract.setUpTotp, {
    policy: ownAccount,
    secrets: ['secret', 'otpauthUrl', 'qrPngDataUrl'],
    handle: async ({ trx, context, principal, body }) => {
      const issuer = `Cadenza ${await workspaceName(trx, context)}`.replaceAll(':', ' ');
      const made = await setUpTotp(trx, context, { userId: principal.userId, password: body.password, issuer });
      return { ...made, qrPngDataUrl: await toDataURL(made.otpauthUrl, { margin: 2, width: 220 }) };
    },
  }),

  writeRoute(contract.confirmTotp, {
    policy: ownAccount,
    secrets: ['recoveryCodes'],
    handle: async ({ trx, context, principal, body, deps }) => {
      const recoveryCodes = [...(await confirmTotp(trx, context, { userId: principal.userId, code: body.code }))];
      await tellAccountChange(trx, context, { userId: principal.userId, change: 'second_factor_on', baseUrl: baseUrlOf(deps) });
      return { recoveryCodes };
    },
  }),

  writeRoute(contract.disableTotp, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, body, deps }) => {
      await requireSecondFactorOptional(trx);
      await disableTotp(trx, context, { ...body, userId: principal.userId });
      await tellAccountChange(trx, context, { userId: principal.userId, change: 'second_factor_off', baseUrl: baseUrlOf(deps) });
      return undefined;
    },
  }),

  writeRoute(contract.renewRecoveryCodes, {
    policy: ownAccount,
    secrets: ['recoveryCodes'],
    handle: async ({ trx, context, principal, body }) => ({
      recoveryCodes: [...(await renewRecoveryCodes(trx, context, { userId: principal.userId, password: body.password }))],
    }),
  }),
];
