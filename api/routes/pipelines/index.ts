import { archivePipeline, createPipeline, updatePipeline } from '../../../commands/pipelines/pipelines.ts';
import { createStage, removeStage, updateStage } from '../../../commands/pipelines/stages.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { PipelineView } from '../../../db/records/find-settings.ts';
import { findPipeline, listPipelines } from '../../../db/records/find-settings.ts';
import type { Pipeline, Stage } from '../../contracts/pipelines.ts';
import * as contract from '../../contracts/pipelines.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { pipelinePolicy } from '../../policies/crm.ts';
import { found, presentMeta } from '../records/found.ts';

function present(row: PipelineView): Pipeline {
  return { ...presentMeta(row), name: row.name, isDefault: row.isDefault, stages: row.stages.map(presentStage) };
}

function presentStage(stage: PipelineView['stages'][number]): Stage {
  return { ...stage, exitCriteria: { ...stage.exitCriteria, requiredFields: [...stage.exitCriteria.requiredFields] } };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Pipeline> =>
  present(found(await findPipeline(trx, params.id), 'pipeline'));

export const pipelineRoutes: readonly Route[] = [
  readRoute(contract.listPipelines, {
    policy: pipelinePolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listPipelines(trx, { after: idCursor(query.cursor), limit: query.limit });
      return page(rows.map(present), query.limit, (row) => [row.id]);
    },
  }),
  writeRoute(contract.createPipeline, {
    policy: pipelinePolicy.write,
    handle: async ({ trx, context, body }) => current({ trx, params: await createPipeline(trx, context, body) }),
  }),
  readRoute(contract.readPipeline, { policy: pipelinePolicy.read, handle: current }),
  writeRoute(contract.updatePipeline, {
    policy: pipelinePolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updatePipeline(trx, context, { ...body, id: params.id, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),
  writeRoute(contract.archivePipeline, {
    policy: pipelinePolicy.write,
    handle: async ({ trx, context, params }) => {
      await archivePipeline(trx, context, params);
      return undefined;
    },
  }),
  writeRoute(contract.createStage, {
    policy: pipelinePolicy.write,
    handle: async ({ trx, context, params, body }) => {
      const id = await createStage(trx, context, { ...body, pipelineId: params.id });
      return current({ trx, params: { id } });
    },
  }),
  writeRoute(contract.updateStage, {
    policy: pipelinePolicy.write,
    handle: async ({ trx, context, params, body }) => {
      const id = await updateStage(trx, context, { ...body, id: params.id });
      return current({ trx, params: { id } });
    },
  }),
  writeRoute(contract.removeStage, {
    policy: pipelinePolicy.write,
    handle: async ({ trx, context, params, query }) => {
      const id = await removeStage(trx, context, { id: params.id, moveTo: query.moveTo });
      return current({ trx, params: { id } });
    },
  }),
];
