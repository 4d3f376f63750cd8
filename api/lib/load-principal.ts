import type { Transaction } from 'objection';
import { findKeyPrincipal, findPrincipal } from '../../db/queries/find-principal.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { FoundSession } from '../middlewares/session.ts';
import type { Principal } from './principal.ts';

/** Reads who the session belongs to inside the request's own transaction, so rights are never older than the data. */
export async function loadPrincipal(trx: Transaction, session: FoundSession): Promise<Principal> {
  const row = await (session.via === 'api_key' ? findKeyPrincipal : findPrincipal)(trx, session.sessionId);
  if (row === null) {
    const ended = session.via === 'api_key' ? 'This API key was revoked or has expired.' : 'Your session has ended. Sign in again.';
    throw new UserError('unauthenticated', ended);
  }
  return {
    userId: session.userId,
    tenantId: session.tenantId,
    sessionId: session.sessionId,
    email: row.email,
    name: row.name,
    roles: row.roles,
    permissions: new Set(row.permissions),
    ownersSeen: row.ownersSeen,
    fieldsHidden: new Set(row.fieldsHidden),
    via: session.via,
    stale: row.stale,
    mustEnrol: row.mustEnrol,
  };
}
