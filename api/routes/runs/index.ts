import { cancelRun } from '../../../commands/runs/cancel.ts';
import { correctRun } from '../../../commands/runs/correct.ts';
import { moveRun } from '../../../commands/runs/move.ts';
import { retryRun } from '../../../commands/runs/retry.ts';
import { listRuns } from '../../../db/queries/find-runs.ts';
import * as contract from '../../contracts/runs.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy, runPolicy } from '../../policies/automations.ts';
import { presentRuns, readRun } from './present.ts';

export const runRoutes: readonly Route[] = [
  readRoute(contract.listRuns, {
    policy: runPolicy.read,
    handle: async ({ trx, query }) => {
      const { status, cursor, stuck, ...filter } = query;
      const rows = await listRuns(trx, { ...filter, stuck: stuck === 'true', status: status?.split(','), after: idCursor(cursor) });
      return page(await presentRuns(trx, rows), query.limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.getRun, {
    policy: runPolicy.read,
    handle: ({ trx, params, principal, deps }) => readRun(trx, { tenantId: principal.tenantId, config: deps.config }, params.id),
  }),

  writeRoute(contract.retryRun, {
    policy: runPolicy.write,
    handle: async ({ trx, context, params, body, deps }) => {
      await retryRun(trx, context, { id: params.id, on: body.on });
      return readRun(trx, { tenantId: context.tenantId, config: deps.config }, params.id);
    },
  }),

  writeRoute(contract.cancelRun, {
    policy: runPolicy.write,
    handle: async ({ trx, context, params, body, deps }) => {
      await cancelRun(trx, context, { id: params.id, ...(body.reason === '' ? {} : { reason: body.reason }) });
      return readRun(trx, { tenantId: context.tenantId, config: deps.config }, params.id);
    },
  }),

  writeRoute(contract.moveRun, {
    policy: runPolicy.write,
    handle: async ({ trx, context, params, body, deps }) => {
      await moveRun(trx, context, { id: params.id, ...body });
      return readRun(trx, { tenantId: context.tenantId, config: deps.config }, params.id);
    },
  }),

  writeRoute(contract.startRunFrom, {
    policy: automationPolicy.publish,
    handle: async ({ trx, context, params, body, deps }) => {
      const { step, ...rest } = body;
      await moveRun(trx, context, { id: params.id, startFrom: step, ...rest });
      return readRun(trx, { tenantId: context.tenantId, config: deps.config }, params.id);
    },
  }),

  writeRoute(contract.correctRun, {
    policy: runPolicy.write,
    handle: async ({ trx, context, params, body, deps }) => {
      await correctRun(trx, context, { id: params.id, ...body });
      return readRun(trx, { tenantId: context.tenantId, config: deps.config }, params.id);
    },
  }),
];
