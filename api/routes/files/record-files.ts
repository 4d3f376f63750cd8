import { attachFile, removeFile } from '../../../commands/files/attach-file.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findDeletedFiles, findRecordFiles } from '../../../db/records/find-beside.ts';
import { findCompany, findContact, findDeal } from '../../../db/records/find-others.ts';
import { findLead } from '../../../db/records/find-leads.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import type { RecordFile } from '../../contracts/files.ts';
import * as contract from '../../contracts/files.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { activityPolicy } from '../../policies/crm.ts';
import { found } from '../records/found.ts';

const finders: Readonly<Record<SubjectType, (trx: TenantTrx, id: string) => Promise<{ readonly id: string } | null>>> = {
  lead: findLead,
  contact: findContact,
  company: findCompany,
  deal: findDeal,
};

async function filesOf(trx: TenantTrx, recordId: string): Promise<{ items: RecordFile[] }> {
  const rows = await findRecordFiles(trx, recordId);
  return { items: rows.map(({ attachedAt, ...row }) => ({ ...row, attachedAt: attachedAt.toISOString() })) };
}

/** Files that hang on records. They are uploaded and downloaded as every file is. */
export const recordFileRoutes: readonly Route[] = [
  readRoute(contract.listRecordFiles, {
    policy: activityPolicy.read,
    handle: async ({ trx, query }) => {
      found(await finders[query.recordType](trx, query.recordId), query.recordType);
      return filesOf(trx, query.recordId);
    },
  }),
  writeRoute(contract.attachFile, {
    policy: activityPolicy.write,
    handle: async ({ trx, context, body }) => {
      await attachFile(trx, context, body);
      return filesOf(trx, body.record.id);
    },
  }),
  writeRoute(contract.removeRecordFile, {
    policy: activityPolicy.write,
    handle: async ({ trx, context, params, query }) => {
      await removeFile(trx, context, { fileId: params.id, record: { type: query.recordType, id: query.recordId } });
      return filesOf(trx, query.recordId);
    },
    // Removing again does no harm, so what a cut-off removal left behind goes with the next one.
    after: async ({ deps, tenantId }) => {
      for (const key of await deps.db.readTenant(tenantId, findDeletedFiles)) await deps.files.remove(key);
    },
  }),
];
