import { createCredential, removeCredential, replaceSecret, updateCredential } from '../../../commands/credentials/credentials.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findCredential, findCredentialUses, type FoundCredential, listCredentials } from '../../../db/queries/find-credentials.ts';
import * as contract from '../../contracts/credentials.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { credentialPolicy } from '../../policies/intake.ts';
import { found } from '../records/found.ts';

export const credentialRoutes: readonly Route[] = [
  readRoute(contract.listCredentials, {
    policy: credentialPolicy.read,
    handle: async ({ trx }) => ({ items: (await listCredentials(trx)).map(present) }),
  }),
  readRoute(contract.getCredential, { policy: credentialPolicy.read, handle: ({ trx, params }) => shown(trx, params.id) }),
  readRoute(contract.listCredentialUses, {
    policy: credentialPolicy.read,
    handle: async ({ trx, params }) => {
      await shown(trx, params.id);
      return { items: (await findCredentialUses(trx, params.id)).map((use) => ({ ...use })) };
    },
  }),
  writeRoute(contract.createCredential, {
    policy: credentialPolicy.write,
    handle: async ({ trx, context, body }) => shown(trx, await createCredential(trx, context, body)),
  }),
  writeRoute(contract.updateCredential, {
    policy: credentialPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateCredential(trx, context, { ...body, id: params.id, expectedVersion: version });
      return shown(trx, params.id);
    },
    current: ({ trx, params }) => shown(trx, params.id),
  }),
  writeRoute(contract.replaceCredentialSecret, {
    policy: credentialPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await replaceSecret(trx, context, { ...body, id: params.id, expectedVersion: version });
      return shown(trx, params.id);
    },
    current: ({ trx, params }) => shown(trx, params.id),
  }),
  writeRoute(contract.removeCredential, {
    policy: credentialPolicy.write,
    handle: ({ trx, context, params, body, version }) =>
      removeCredential(trx, context, { id: params.id, expectedVersion: version, used: body.used }),
  }),
];

async function shown(trx: TenantTrx, id: string): Promise<contract.Credential> {
  return present(found(await findCredential(trx, id), 'credential'));
}

function present(row: FoundCredential): contract.Credential {
  return {
    ...row,
    hosts: [...row.hosts],
    secretChangedAt: row.secretChangedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
