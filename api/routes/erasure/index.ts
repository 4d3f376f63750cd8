import { eraseRecord } from '../../../commands/erasure/erase-record.ts';
import { findDeletedFiles } from '../../../db/records/find-beside.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import * as contract from '../../contracts/erasure.ts';
import { type Route, writeRoute } from '../../lib/route.ts';
import { erasePolicy } from '../../policies/crm.ts';

function eraseRoute(endpoint: typeof contract.eraseLead, type: SubjectType): Route {
  return writeRoute(endpoint, {
    policy: erasePolicy,
    handle: async ({ trx, context, params }) => {
      await eraseRecord(trx, context, { type, id: params.id });
      return undefined;
    },
    // Removing again does no harm, so what a cut-off removal left behind goes with the next one.
    after: async ({ deps, tenantId }) => {
      for (const key of await deps.db.readTenant(tenantId, findDeletedFiles)) await deps.files.remove(key);
    },
  });
}

export const erasureRoutes: readonly Route[] = [
  eraseRoute(contract.eraseLead, 'lead'),
  eraseRoute(contract.eraseContact, 'contact'),
  eraseRoute(contract.eraseCompany, 'company'),
  eraseRoute(contract.eraseDeal, 'deal'),
];
