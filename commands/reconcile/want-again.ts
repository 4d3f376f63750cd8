import { literal, runTogether } from '../../db/opening.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { insertDispatches, type NewDispatch, type WorkflowRef } from '../lib/dispatches.ts';
import { rowOf } from '../records/sql.ts';
import { lockOpenRun } from '../runs/lib/lock-open-run.ts';
import { wantNewShell } from '../runs/lib/open-run.ts';

/** A row that wants a workflow, and the incarnation whose workflow was not found. */
export type Missing = Extract<WorkflowRef, { readonly incarnation: number }>;

/**
 * Wants a workflow anew for a row whose workflow is gone: raises the incarnation under the row's lock and writes a start.
 * False when the row has ended or has another incarnation by now: then somebody else took care of it.
 */
export function wantAgain(trx: TenantTrx, context: RecordingContext, missing: Missing): Promise<boolean> {
  switch (missing.type) {
    case 'automationRun':
      return runAgain(trx, context, missing);
    case 'automationBatch':
      return rowAgain(trx, context, {
        table: 'run_batches',
        id: missing.batchId,
        open: 'finished_at is null',
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/batch/${missing.batchId}`,
      });
    case 'delivery':
      return rowAgain(trx, context, {
        table: 'messages',
        id: missing.messageId,
        open: `status in ('queued', 'scheduled', 'sending')`,
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/delivery/${missing.messageId}`,
      });
    case 'bulkChange':
      return rowAgain(trx, context, {
        table: 'bulk_changes',
        id: missing.bulkId,
        open: `status in ('collecting', 'previewing', 'applying', 'undoing')`,
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/bulk/${missing.bulkId}`,
      });
    case 'export':
      return rowAgain(trx, context, {
        table: 'exports',
        id: missing.exportId,
        open: `status in ('reading', 'packing')`,
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/export/${missing.exportId}`,
      });
    case 'decision':
      return rowAgain(trx, context, {
        table: 'decisions',
        id: missing.decisionId,
        open: `status in ('pending', 'info_requested')`,
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/decision/${missing.decisionId}`,
      });
    case 'runOperation':
      return rowAgain(trx, context, {
        table: 'run_operations',
        id: missing.operationId,
        open: `status in ('collecting', 'working', 'undoing')`,
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/operation/${missing.operationId}`,
      });
    case 'webhookDelivery':
      return rowAgain(trx, context, {
        table: 'webhook_subscriptions',
        id: missing.subscriptionId,
        open: 'pumping',
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/webhooks/${missing.subscriptionId}`,
      });
    case 'httpCall':
      return rowAgain(trx, context, {
        table: 'http_calls',
        id: missing.callId,
        open: `status in ('queued', 'calling')`,
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/http/${missing.callId}`,
      });
    case 'import':
      return rowAgain(trx, context, {
        table: 'imports',
        id: missing.importId,
        open: `status in ('validating', 'applying', 'undoing')`,
        missing,
        restart: (incarnation) => ({ ...missing, incarnation }),
        causeKey: `start/import/${missing.importId}`,
      });
  }
}

async function runAgain(trx: TenantTrx, context: RecordingContext, missing: Extract<Missing, { type: 'automationRun' }>): Promise<boolean> {
  const run = await lockOpenRun(trx, context, missing.runId).catch(endedOrGone);
  if (run === null || run.incarnation !== missing.incarnation || run.shell === 'batch') return false;
  const shell = wantNewShell(run);
  await runTogether(trx, [
    `update runs set shell = 'own', incarnation = ${shell.incarnation}, updated_at = ${literal(context.now)}::timestamptz
     where tenant_id = ${literal(context.tenantId)}::uuid and id = ${literal(run.id)}::uuid`,
    insertDispatches(context.tenantId, [shell.dispatch]),
  ]);
  return true;
}

function endedOrGone(error: unknown): null {
  if (error instanceof UserError) return null;
  throw error;
}

interface Restart {
  readonly table:
    | 'http_calls'
    | 'webhook_subscriptions'
    | 'run_batches'
    | 'messages'
    | 'imports'
    | 'bulk_changes'
    | 'exports'
    | 'decisions'
    | 'run_operations';
  readonly id: string;
  readonly open: string;
  readonly missing: Missing;
  readonly restart: (incarnation: number) => WorkflowRef;
  readonly causeKey: string;
}

async function rowAgain(trx: TenantTrx, context: RecordingContext, again: Restart): Promise<boolean> {
  const row = await rowOf<{ readonly incarnation: number }>(
    trx,
    `update ${again.table} set incarnation = incarnation + 1 where tenant_id = ? and id = ? and incarnation = ? and ${again.open} returning incarnation`,
    [context.tenantId, again.id, again.missing.incarnation],
  );
  if (row === null) return false;
  const dispatch: NewDispatch = {
    causeKey: `${again.causeKey}/${row.incarnation}`,
    target: { kind: 'start', workflow: again.restart(row.incarnation) },
  };
  await trx.raw(insertDispatches(context.tenantId, [dispatch]));
  return true;
}
