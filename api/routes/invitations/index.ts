import { invite, resendInvitation, revokeInvitation } from '../../../commands/invitations/invitations.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { type InvitationRow, listInvitations } from '../../../db/queries/find-access.ts';
import * as contract from '../../contracts/access.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { userPolicy } from '../../policies/identity.ts';
import { found } from '../records/found.ts';

export const invitationRoutes: readonly Route[] = [
  readRoute(contract.listInvitations, {
    policy: userPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listInvitations(trx, { after: idCursor(query.cursor), limit: query.limit });
      return page(rows.map(presentInvitation), query.limit, (row) => [row.id]);
    },
  }),

  writeRoute(contract.invite, {
    policy: userPolicy.write,
    handle: async ({ trx, context, body, deps }) => readInvitation(trx, await invite(trx, context, { ...body, baseUrl: baseUrlOf(deps) })),
  }),

  writeRoute(contract.resendInvitation, {
    policy: userPolicy.write,
    handle: async ({ trx, context, params, deps }) => {
      await resendInvitation(trx, context, { id: params.id, baseUrl: baseUrlOf(deps) });
      return readInvitation(trx, params.id);
    },
  }),

  writeRoute(contract.revokeInvitation, {
    policy: userPolicy.write,
    handle: async ({ trx, context, params }) => {
      await revokeInvitation(trx, context, params);
      return undefined;
    },
  }),
];

async function readInvitation(trx: TenantTrx, id: string): Promise<contract.Invitation> {
  const [row] = await listInvitations(trx, { id, after: null, limit: 1 });
  return presentInvitation(found(row ?? null, 'invitation'));
}

function presentInvitation(row: InvitationRow): contract.Invitation {
  return {
    ...row,
    roles: [...row.roles],
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
