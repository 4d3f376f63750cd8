import {
  cancelOperation,
  continueOperation,
  pauseOperation,
  startOperation,
  undoOperation,
} from '../../../commands/operations/operation-row.ts';
import type { RunSelection } from '../../../commands/operations/operation-row.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { rowsOf } from '../../../commands/records/sql.ts';
import { listOperationItems, listOperations } from '../../../db/queries/find-operations.ts';
import { countStanding } from '../../../db/queries/find-runs.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/operations.ts';
import { idCursor, numberCursor, page } from '../../lib/cursor.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute, writeRoute } from '../../lib/route.ts';
import { runPolicy } from '../../policies/automations.ts';
import { present, presentItems, presentOperation } from './present.ts';

export const operationRoutes: readonly Route[] = [
  readRoute(contract.listOperations, {
    policy: runPolicy.read,
    handle: async ({ trx, query }) => {
      const { automationId, limit, cursor } = query;
      const rows = await listOperations(trx, { automationId, limit, after: idCursor(cursor), open: query.open === 'true' });
      return page(rows.map(present), limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.getOperation, {
    policy: runPolicy.read,
    handle: ({ trx, params }) => presentOperation(trx, params.id),
  }),

  readRoute(contract.listOperationItems, {
    policy: runPolicy.read,
    handle: async ({ trx, params, query }) => {
      await presentOperation(trx, params.id);
      const { outcome, limit } = query;
      const rows = await listOperationItems(trx, { operationId: params.id, outcome, limit, after: numberCursor(query.cursor) });
      return page(await presentItems(trx, rows), limit, (row) => [row.position]);
    },
  }),

  ...(
    [
      [contract.pauseOperation, pauseOperation],
      [contract.continueOperation, continueOperation],
      [contract.cancelOperation, cancelOperation],
      [contract.undoOperation, undoOperation],
    ] as const
  ).map(([endpoint, command]) =>
    writeRoute(endpoint, {
      policy: runPolicy.write,
      handle: async ({ trx, context, params }) => {
        await command(trx, context, params.id);
        return presentOperation(trx, params.id);
      },
    }),
  ),

  readRoute(contract.countRuns, {
    policy: runPolicy.read,
    handle: async ({ trx, body }) => {
      const { selection } = body;
      const chosen = selection.kind === 'ids' ? { ids: selection.ids } : selection.filter;
      const rows = await countStanding(trx, { ...chosen, withFailed: true });
      const of = (some: typeof rows) => some.reduce((sum, row) => sum + row.runs, 0);
      const open = rows.filter((row) => row.status !== 'failed');
      const failed = of(rows) - of(open);
      return { runs: of(open), held: of(rows.filter((row) => row.status === 'held')), failed, rows };
    },
  }),

  writeRoute(contract.changeRuns, {
    policy: runPolicy.write,
    handle: async ({ trx, context, body, principal }) => {
      const { selection, action } = body;
      const automationId = await automationOf(trx, context.tenantId, selection);
      const request = { kind: 'runs', selection, action } as const;
      const row = await startOperation(trx, context, { automationId, request, ownersSeen: principal.ownersSeen });
      return presentOperation(trx, row.id);
    },
  }),
];

/** All runs of an operation are of one automation: what is moved needs one set of steps. */
async function automationOf(trx: TenantTrx, tenantId: string, selection: RunSelection): Promise<string> {
  if (selection.kind === 'matching') return selection.filter.automationId;
  const rows = await rowsOf<{ automationId: string }>(
    trx,
    'select distinct automation_id from runs where tenant_id = ? and id = any(?::uuid[])',
    [tenantId, [...selection.ids]],
  );
  const [first] = rows;
  if (first === undefined) throw new UserError('not_found', 'There are no such runs.');
  if (rows.length > 1) throw new UserError('conflict', 'Choose runs of one automation.');
  return first.automationId;
}
