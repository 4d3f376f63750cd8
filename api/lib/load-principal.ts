import type { Transaction } from 'objection';
import { findPrincipal } from '../../db/queries/find-principal.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { FoundSession } from '../middlewares/session.ts';
import type { Principal } from './principal.ts';

/** Reads who the session belongs to inside the request's own transaction, so rights are never older than the data. */
export async function loadPrincipal(trx: Transaction, session: FoundSession): Promise<Principal> {
  const row = await findPrincipal(trx, session.sessionId);
  if (row === null) throw new UserError('unauthenticated', 'Your session has ended. Sign in again.');
  return {
    userId: session.userId,
    tenantId: session.tenantId,
    sessionId: session.sessionId,
    email: row.email,
    name: row.name,
    roles: row.roles,
    permissions: new Set(row.permissions),
    ownersSeen: row.ownersSeen,
    via: session.via,
    stale: row.stale,
  };
}
