import { z } from 'zod';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { id, idParams, instant, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

export const stageKinds = ['open', 'won', 'lost'] as const;

/** What a deal must have before it leaves a stage for a later one or is won. */
export const exitCriteria = z
  .strictObject({
    requiredFields: z.array(z.string().max(100)).max(30).meta({ description: 'Fields of the deal, e.g. `amountMinor`, `custom.budget`.' }),
    nextStep: z.boolean().meta({ description: 'An open task with a date hangs on the deal.' }),
    condition: condition.nullable().meta({ description: "A condition of the automations' language about the deal." }),
  })
  .meta({ id: 'ExitCriteria' });

export const stage = z
  .object({
    id,
    pipelineId: id,
    name: z.string(),
    position: z.number().int(),
    kind: z.enum(stageKinds).meta({ description: 'A deal that enters a won or lost stage is closed.' }),
    probability: z.number().int().min(0).max(100),
    exitCriteria,
    version: z.number().int(),
  })
  .meta({ id: 'Stage' });
export type Stage = z.infer<typeof stage>;

export const pipeline = z
  .object({
    id,
    name: z.string(),
    isDefault: z.boolean(),
    stages: z.array(stage),
    version: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
    archivedAt: instant.nullable(),
  })
  .meta({ id: 'Pipeline' });
export type Pipeline = z.infer<typeof pipeline>;

const stageInput = z.strictObject({
  name: z.string().max(60_000),
  kind: z.enum(stageKinds).optional(),
  probability: z.number().int().min(0).max(100).optional(),
  exitCriteria: exitCriteria.optional(),
});

export const listPipelines = endpoint({
  method: 'GET',
  path: '/v1/pipelines',
  summary: 'List pipelines with their stages',
  tag: 'Pipelines',
  query: pageQuery,
  response: pageOf(pipeline),
});
export const createPipeline = endpoint({
  method: 'POST',
  path: '/v1/pipelines',
  summary: 'Create a pipeline',
  tag: 'Pipelines',
  body: z.strictObject({ name: z.string().max(60_000), isDefault: z.boolean().optional(), stages: z.array(stageInput).min(1).max(50) }),
  response: pipeline,
  status: 201,
});
export const readPipeline = endpoint({
  method: 'GET',
  path: '/v1/pipelines/{id}',
  summary: 'Read a pipeline',
  tag: 'Pipelines',
  params: idParams,
  response: pipeline,
});
export const updatePipeline = endpoint({
  method: 'PATCH',
  path: '/v1/pipelines/{id}',
  summary: 'Rename a pipeline, make it the default, order its stages',
  tag: 'Pipelines',
  params: idParams,
  body: z.strictObject({
    name: z.string().max(60_000).optional(),
    isDefault: z.boolean().optional(),
    stageOrder: z.array(id).max(50).optional(),
  }),
  response: pipeline,
  ifMatch: true,
});
export const archivePipeline = endpoint({
  method: 'DELETE',
  path: '/v1/pipelines/{id}',
  summary: 'Archive a pipeline without open deals',
  tag: 'Pipelines',
  params: idParams,
});
export const createStage = endpoint({
  method: 'POST',
  path: '/v1/pipelines/{id}/stages',
  summary: 'Add a stage',
  tag: 'Pipelines',
  params: idParams,
  body: stageInput,
  response: pipeline,
  status: 201,
});
export const updateStage = endpoint({
  method: 'PATCH',
  path: '/v1/stages/{id}',
  summary: 'Change a stage',
  tag: 'Pipelines',
  params: idParams,
  body: stageInput.partial(),
  response: pipeline,
});
export const removeStage = endpoint({
  method: 'DELETE',
  path: '/v1/stages/{id}',
  summary: 'Remove a stage; its deals go to `moveTo`',
  tag: 'Pipelines',
  params: idParams,
  query: z.object({ moveTo: id.optional() }),
  response: pipeline,
});
