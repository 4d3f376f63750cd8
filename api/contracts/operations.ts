import { z } from 'zod';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { rejectionRules } from '../../domain/automation/enrolment-rules.ts';
import { personRef } from './automations.ts';
import { id, idParams, instant, jsonObject, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'operations';

export const operationStatuses = ['collecting', 'working', 'paused', 'completed', 'undoing', 'undone', 'cancelled'] as const;

export const operation = z
  .object({
    id,
    automation: z.object({ id, name: z.string() }),
    kind: z.enum(['publish', 'resume', 'enrol', 'runs']),
    request: jsonObject.meta({ description: 'What was asked for.' }),
    status: z.enum(operationStatuses),
    total: z.number().int(),
    done: z.number().int(),
    changed: z.number().int(),
    refused: z.number().int(),
    undone: z.number().int(),
    canUndo: z.boolean(),
    nextAt: instant.nullable().meta({ description: 'When the next one has its turn.' }),
    createdBy: personRef.nullable(),
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operation>;

export const operationItem = z
  .object({
    position: z.number().int(),
    targetId: id,
    record: z.object({ type: z.string(), id, name: z.string() }).nullable(),
    runId: id.nullable(),
    dueAt: instant.nullable(),
    outcome: z.enum(['changed', 'unchanged', 'refused']).nullable(),
    code: z.string().nullable(),
    reason: z.string().nullable(),
    undo: z.enum(['undone', 'refused']).nullable(),
  })
  .meta({ id: 'OperationItem' });
export type OperationItem = z.infer<typeof operationItem>;

export const listOperations = endpoint({
  method: 'GET',
  path: '/v1/operations',
  summary: 'List operations on runs, newest first',
  tag,
  query: pageQuery.extend({ automationId: id.optional(), open: z.enum(['true']).optional() }),
  response: pageOf(operation),
});

export const getOperation = endpoint({
  method: 'GET',
  path: '/v1/operations/{id}',
  summary: 'How far an operation is',
  tag,
  params: idParams,
  response: operation,
});

export const listOperationItems = endpoint({
  method: 'GET',
  path: '/v1/operations/{id}/items',
  summary: 'What became of each run or record',
  tag,
  params: idParams,
  query: pageQuery.extend({ outcome: z.enum(['changed', 'unchanged', 'refused']).optional() }),
  response: pageOf(operationItem),
});

const step = (name: string, summary: string) =>
  endpoint({ method: 'POST', path: `/v1/operations/{id}/${name}`, summary, tag, params: idParams, response: operation, status: 202 });

export const pauseOperation = step('pause', 'Hold an operation where it is');
export const continueOperation = step('continue', 'Let a paused operation go on');
export const cancelOperation = step('cancel', 'End an operation; what is done stays done');
export const undoOperation = step('undo', 'Take moves back that no run has acted upon since');

const pace = z
  .strictObject({
    perHour: z.number().int().min(1).max(100_000),
    businessHours: z.boolean().default(false).meta({ description: 'Only while the calendar of the tenant is open.' }),
  })
  .nullable()
  .default(null);

const recordSelection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ids'), ids: z.array(id).min(1).max(5_000) }),
  z.strictObject({ kind: z.literal('matching'), filter: condition.exactOptional() }),
]);

export const previewEnrolment = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/enrolment-preview',
  summary: 'Who would come in and who would not, with the first rule that says no; nothing is enrolled',
  tag: 'automations',
  params: idParams,
  body: z.strictObject({ selection: recordSelection }),
  response: z.object({
    matching: z.number().int().meta({ description: 'Records selected.' }),
    capped: z.boolean().meta({ description: 'There are more than could be counted.' }),
    lookedAt: z.number().int(),
    enters: z.number().int(),
    refused: z.array(z.object({ rule: z.enum(rejectionRules), detail: z.string(), records: z.number().int() })),
    items: z
      .array(
        z.object({
          record: z.object({ type: z.string(), id, name: z.string() }),
          outcome: z.enum(['enrolled', 'rejected']),
          rule: z.enum(rejectionRules).nullable(),
          detail: z.string().nullable(),
          details: jsonObject.nullable(),
        }),
      )
      .meta({ description: 'The first hundred looked at.' }),
  }),
});

export const enrolMany = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/enrol',
  summary: 'Enrol many records in the background, at a pace if wanted',
  tag: 'automations',
  params: idParams,
  body: z.strictObject({ selection: recordSelection, pace }),
  response: operation,
  status: 202,
});

const runSelection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ids'), ids: z.array(id).min(1).max(1_000) }),
  z.strictObject({
    kind: z.literal('matching'),
    filter: z.strictObject({
      automationId: id,
      status: z
        .array(z.enum(['queued', 'running', 'waiting', 'held', 'failed']))
        .min(1)
        .exactOptional(),
      version: z.number().int().min(1).exactOptional(),
      step: z.string().max(64).exactOptional(),
      holdCode: z.string().max(64).exactOptional(),
      subjectType: z.enum(subjectTypes).exactOptional(),
      subjectId: id.exactOptional(),
      stuck: z.literal(true).exactOptional(),
    }),
  }),
]);

const runAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cancel'), reason: z.string().trim().max(500).default('') }),
  z.strictObject({ kind: z.literal('retry'), on: z.enum(['same', 'current']).default('same') }),
  z.strictObject({
    kind: z.literal('move'),
    version: z.number().int().min(1).exactOptional(),
    map: z.record(z.string().max(64), z.string().max(64)).default({}),
  }),
]);

export const countRuns = endpoint({
  method: 'POST',
  path: '/v1/runs/bulk-preview',
  summary: 'How many open runs a selection has, by where they stand, and how many failed',
  tag: 'runs',
  body: z.strictObject({ selection: runSelection }),
  response: z.object({
    runs: z.number().int(),
    held: z.number().int(),
    failed: z.number().int().meta({ description: 'Ended by a failed step; they can be retried and are not among the open ones.' }),
    rows: z.array(z.object({ version: z.number().int(), step: z.string().nullable(), status: z.string(), runs: z.number().int() })),
  }),
});

export const changeRuns = endpoint({
  method: 'POST',
  path: '/v1/runs/bulk',
  summary: 'Cancel, retry or move many runs of one automation in the background',
  tag: 'runs',
  body: z.strictObject({ selection: runSelection, action: runAction }),
  response: operation,
  status: 202,
});
