import type { Missing } from '../../commands/reconcile/want-again.ts';
import type { Doors } from '../../db/doors.ts';
import { asTenantId, type TenantId } from '../../domain/ids.ts';

/** A row that should have a workflow. */
export interface OpenWorkflow {
  readonly tenantId: TenantId;
  readonly workflow: Missing;
}

interface Row {
  readonly tenant_id: string;
  readonly id: string;
  readonly incarnation: number;
  readonly automation_id: string | null;
}

interface Kind {
  readonly from: string;
  readonly open: string;
  readonly causeKey: string;
  readonly workflow: (row: Row) => Missing;
}

// A row whose start still waits in the dispatches needs nothing; a held run without a shell waits for a person, not for a workflow.
const kinds: readonly Kind[] = [
  {
    from: 'select tenant_id, id, incarnation, automation_id from runs r',
    open: `r.ended_at is null and r.shell <> 'batch' and not (r.status = 'held' and r.shell = 'none') and not r.waits_turn`,
    causeKey: `'start/run/'`,
    workflow: (row) => ({ type: 'automationRun', automationId: row.automation_id ?? '', runId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, automation_id from run_batches r',
    open: 'r.finished_at is null',
    causeKey: `'start/batch/'`,
    workflow: (row) => ({ type: 'automationBatch', automationId: row.automation_id ?? '', batchId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, automation_id from messages r',
    open: `r.status in ('queued', 'scheduled', 'sending')`,
    causeKey: `'start/delivery/'`,
    workflow: (row) => ({ type: 'delivery', messageId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, null::uuid as automation_id from http_calls r',
    open: `r.status in ('queued', 'calling')`,
    causeKey: `'start/http/'`,
    workflow: (row) => ({ type: 'httpCall', callId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, null::uuid as automation_id from imports r',
    open: `r.status in ('validating', 'applying', 'undoing')`,
    causeKey: `'start/import/'`,
    workflow: (row) => ({ type: 'import', importId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, null::uuid as automation_id from bulk_changes r',
    open: `r.status in ('collecting', 'previewing', 'applying', 'undoing')`,
    causeKey: `'start/bulk/'`,
    workflow: (row) => ({ type: 'bulkChange', bulkId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, null::uuid as automation_id from exports r',
    open: `r.status in ('reading', 'packing')`,
    causeKey: `'start/export/'`,
    workflow: (row) => ({ type: 'export', exportId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, null::uuid as automation_id from decisions r',
    open: `r.status in ('pending', 'info_requested')`,
    causeKey: `'start/decision/'`,
    workflow: (row) => ({ type: 'decision', decisionId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, null::uuid as automation_id from run_operations r',
    open: `r.status in ('collecting', 'working', 'undoing')`,
    causeKey: `'start/operation/'`,
    workflow: (row) => ({ type: 'runOperation', operationId: row.id, incarnation: row.incarnation }),
  },
  {
    from: 'select tenant_id, id, incarnation, null::uuid as automation_id from webhook_subscriptions r',
    open: 'r.pumping',
    causeKey: `'start/webhooks/'`,
    workflow: (row) => ({ type: 'webhookDelivery', subscriptionId: row.id, incarnation: row.incarnation }),
  },
];

const pageRows = 500;

/** Every row of every tenant that should have a workflow at this moment, page by page in short transactions. */
export async function* openWorkflows(db: Pick<Doors, 'withSystem'>): AsyncGenerator<readonly OpenWorkflow[]> {
  for (const kind of kinds) {
    let after = { tenantId: '00000000-0000-0000-0000-000000000000', id: '00000000-0000-0000-0000-000000000000' };
    for (;;) {
      const rows = await pageOf(db, kind, after);
      if (rows.length > 0) yield rows.map((row) => ({ tenantId: asTenantId(row.tenant_id), workflow: kind.workflow(row) }));
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageRows) break;
      after = { tenantId: last.tenant_id, id: last.id };
    }
  }
}

function pageOf(db: Pick<Doors, 'withSystem'>, kind: Kind, after: { tenantId: string; id: string }): Promise<readonly Row[]> {
  return db.withSystem('reconcile', async (trx) => {
    const result: { rows: Row[] } = await trx.raw(
      `${kind.from} where ${kind.open} and (r.tenant_id, r.id) > (?::uuid, ?::uuid)
         and not exists (select from dispatches d where d.tenant_id = r.tenant_id and d.kind = 'start' and d.cause_key = ${kind.causeKey} || r.id || '/' || r.incarnation)
       order by r.tenant_id, r.id limit ${pageRows}`,
      [after.tenantId, after.id],
    );
    return result.rows;
  });
}
