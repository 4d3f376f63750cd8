import { toDataURL } from 'qrcode';
import { confirmTotp, disableTotp, renewRecoveryCodes, setUpTotp } from '../../../commands/identity/second-factor.ts';
import { workspaceName } from '../../../commands/messages/send-system-mail.ts';
import * as contract from '../../contracts/identity.ts';
import { type Route, writeRoute } from '../../lib/route.ts';
import { signedIn } from '../../policies/policy.ts';

export const secondFactorRoutes: readonly Route[] = [
  writeRoute(contract.setUpTotp, {
    policy: signedIn,
    secrets: ['secret', 'otpauthUrl', 'qrPngDataUrl'],
    handle: async ({ trx, context, principal, body }) => {
      const issuer = `Cadenza ${await workspaceName(trx, context)}`.replaceAll(':', ' ');
      const made = await setUpTotp(trx, context, { userId: principal.userId, password: body.password, issuer });
      return { ...made, qrPngDataUrl: await toDataURL(made.otpauthUrl, { margin: 2, width: 220 }) };
    },
  }),

  writeRoute(contract.confirmTotp, {
    policy: signedIn,
    secrets: ['recoveryCodes'],
    handle: async ({ trx, context, principal, body }) => ({
      recoveryCodes: [...(await confirmTotp(trx, context, { userId: principal.userId, code: body.code }))],
    }),
  }),

  writeRoute(contract.disableTotp, {
    policy: signedIn,
    handle: async ({ trx, context, principal, body }) => {
      await disableTotp(trx, context, { ...body, userId: principal.userId });
      return undefined;
    },
  }),

  writeRoute(contract.renewRecoveryCodes, {
    policy: signedIn,
    secrets: ['recoveryCodes'],
    handle: async ({ trx, context, principal, body }) => ({
      recoveryCodes: [...(await renewRecoveryCodes(trx, context, { userId: principal.userId, password: body.password }))],
    }),
  }),
];
