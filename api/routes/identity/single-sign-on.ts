import { checkProvider } from '../../../commands/identity/single-sign-on/provider.ts';
import { changeSingleSignOn, findSingleSignOn } from '../../../commands/identity/single-sign-on/settings.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findOutsiders } from '../../../db/queries/find-outsiders.ts';
import * as contract from '../../contracts/single-sign-on.ts';
import type { ApiDeps } from '../../deps.ts';
import type { Principal } from '../../lib/principal.ts';
import { plainRoute, readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { needs } from '../../policies/policy.ts';
import { providerTimeoutMs, redirectUriOf } from './sso-sign-in.ts';

export const singleSignOnRoutes: readonly Route[] = [
  readRoute(contract.getSingleSignOn, {
    policy: needs('tenant.write'),
    handle: ({ trx, principal, deps }) => present(trx, principal, deps),
  }),

  writeRoute(contract.changeSingleSignOn, {
    policy: needs('tenant.write'),
    handle: async ({ trx, context, principal, body, version, deps }) => {
      const { on, passwords, ...rest } = body;
      const input = { ...rest, isOn: on, passwordsOn: passwords, expectedVersion: version };
      await changeSingleSignOn(trx, context, input, { allowPrivate: deps.config.callsAllowPrivate });
      return present(trx, principal, deps);
    },
    current: ({ trx, principal, deps }) => present(trx, principal, deps),
  }),

  plainRoute(contract.checkIssuer, {
    policy: needs('tenant.write'),
    handle: ({ body, deps }) => checkProvider(body.issuer, { allowPrivate: deps.config.callsAllowPrivate, timeoutMs: providerTimeoutMs }),
  }),
];

async function present(trx: TenantTrx, principal: Principal, deps: ApiDeps): Promise<contract.SingleSignOn> {
  const row = await findSingleSignOn(trx);
  const role: { code: string } | undefined = await trx('roles')
    .where({ tenant_id: principal.tenantId, id: row?.defaultRoleId ?? null })
    .first('code');
  return {
    id: principal.tenantId,
    version: row?.version ?? 0,
    on: row?.isOn ?? false,
    issuer: row?.issuer ?? '',
    clientId: row?.clientId ?? '',
    hasSecret: row !== null && row.clientSecret !== null,
    domains: [...(row?.domains ?? [])],
    provisioning: row?.provisioning ?? 'invited',
    defaultRole: role?.code ?? null,
    secondFactor: row?.secondFactor ?? 'ask',
    passwords: row?.passwordsOn ?? true,
    emergencyUserId: row?.emergencyUserId ?? null,
    proven: row !== null && row.provenAt !== null,
    outsiders: await outsidersOf(trx, row),
    redirectUri: redirectUriOf(deps),
  };
}

async function outsidersOf(trx: TenantTrx, row: Awaited<ReturnType<typeof findSingleSignOn>>): Promise<contract.SingleSignOn['outsiders']> {
  if (row === null) return { count: 0, people: [] };
  const { count, people } = await findOutsiders(trx, row);
  return { count, people: [...people] };
}
