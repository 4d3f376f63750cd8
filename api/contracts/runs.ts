import { z } from 'zod';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { automationDefinition } from './automations.ts';
import { id, idParams, instant, jsonObject, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'runs';
const statuses = ['queued', 'running', 'waiting', 'held', 'succeeded', 'failed', 'cancelled', 'exited'] as const;

export const run = z
  .object({
    id,
    automation: z.object({ id, name: z.string() }),
    version: z.number().int().meta({ description: 'Version of the automation that the run follows.' }),
    record: z.object({ type: z.string(), id, name: z.string() }),
    key: z.string(),
    status: z.enum(statuses),
    source: z.enum(['event', 'manual', 'api', 'automation']),
    eventId: z.string().nullable(),
    currentStep: z.string().nullable(),
    waitsFor: z.string().nullable(),
    waitsUntil: instant.nullable(),
    holdCode: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why it is held or how it ended, in words.' }),
    createdAt: instant,
    startedAt: instant.nullable(),
    updatedAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof run>;

export const runStep = z
  .object({
    step: z.string(),
    epoch: z.number().int(),
    visit: z.number().int(),
    number: z.number().int().nullable().meta({ description: 'Place of the step in its version.' }),
    type: z.string(),
    title: z.string(),
    status: z.enum(['done', 'waiting', 'retrying', 'failed', 'skipped']),
    outcome: z.string().nullable(),
    inputs: jsonObject.nullable(),
    output: jsonObject.nullable(),
    evaluation: jsonObject.nullable().meta({ description: 'What a condition looked at: `{ result, leaves }`.' }),
    error: z.string().nullable(),
    attempts: z.number().int(),
    deadline: instant.nullable(),
    eventId: z.string().nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'RunStep' });

export const runDetail = run
  .extend({
    definition: automationDefinition,
    plan: jsonObject.meta({ description: 'The compiled version that the run follows.' }),
    steps: z.array(runStep),
    ready: z.array(z.string()).meta({ description: 'Steps that are due now.' }),
    waits: z.array(
      z.object({
        step: z.string(),
        title: z.string(),
        kind: z.enum(['wait', 'retry']),
        since: instant,
        deadline: instant.nullable(),
        events: z.array(z.string()),
      }),
    ),
    heldStep: z.string().nullable(),
    liveVersion: z.number().int().nullable().meta({ description: 'The version that takes records in now.' }),
    variables: jsonObject.meta({ description: 'What steps have set, by name.' }),
    outputs: z.record(z.string(), jsonObject).meta({ description: 'What steps gave, by step and name.' }),
    event: jsonObject.nullable().meta({ description: 'The event that started it, as it was then.' }),
    cause: jsonObject,
    workflowId: z.string().nullable().meta({ description: 'Its workflow in Temporal; null while none was started.' }),
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'RunDetail' });
export type RunDetail = z.infer<typeof runDetail>;

export const listRuns = endpoint({
  method: 'GET',
  path: '/v1/runs',
  summary: 'List runs, newest first',
  tag,
  query: pageQuery.extend({
    automationId: id.optional(),
    version: z.coerce.number().int().min(1).optional(),
    status: z.string().max(200).optional().meta({ description: 'One or several, with commas.' }),
    subjectType: z.enum(subjectTypes).optional(),
    subjectId: id.optional(),
    step: z.string().max(64).optional().meta({ description: 'Id of the step at which the run stands.' }),
    holdCode: z.string().max(64).optional(),
    stuck: z
      .enum(['true'])
      .optional()
      .meta({ description: 'Only runs that do nothing although something is due, or that a failure holds.' }),
  }),
  response: pageOf(run),
});

export const getRun = endpoint({
  method: 'GET',
  path: '/v1/runs/{id}',
  summary: 'Read a run with everything it did and why',
  tag,
  params: idParams,
  response: runDetail,
});

export const retryRun = endpoint({
  method: 'POST',
  path: '/v1/runs/{id}/retry',
  summary: 'Execute the step again that holds the run, or that it failed at',
  tag,
  params: idParams,
  body: z.strictObject({ on: z.enum(['same', 'current']).default('same') }).default({ on: 'same' }),
  response: runDetail,
});

export const cancelRun = endpoint({
  method: 'POST',
  path: '/v1/runs/{id}/cancel',
  summary: 'End a run for good',
  tag,
  params: idParams,
  body: z.strictObject({ reason: z.string().trim().max(500).default('') }),
  response: runDetail,
});

const stepId = z.string().min(1).max(64);

export const moveRun = endpoint({
  method: 'POST',
  path: '/v1/runs/{id}/move',
  summary: 'Put an open run onto another version or another step; its waits keep their beginning',
  tag,
  params: idParams,
  body: z.strictObject({
    version: z.number().int().min(1).exactOptional(),
    map: z.record(stepId, stepId).default({}).meta({ description: 'Where it stands -> where it goes on; what is left out keeps its id.' }),
  }),
  response: runDetail,
});

export const startRunFrom = endpoint({
  method: 'POST',
  path: '/v1/runs/{id}/start-from',
  summary: 'Drop everything a run waits for and go on from one step',
  tag,
  params: idParams,
  body: z.strictObject({ step: stepId, version: z.number().int().min(1).exactOptional() }),
  response: runDetail,
});

export const correctRun = endpoint({
  method: 'POST',
  path: '/v1/runs/{id}/correct',
  summary: 'Put right what a standing run remembers',
  tag,
  params: idParams,
  body: z.strictObject({ variables: jsonObject.exactOptional(), outputs: z.record(stepId, jsonObject).exactOptional() }),
  response: runDetail,
});
