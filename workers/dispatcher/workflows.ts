import type { SearchAttributePair } from '@temporalio/common';
import { TypedSearchAttributes } from '@temporalio/common';
import type { DispatchTarget, RunLabels, WorkflowRef } from '../../commands/lib/dispatches.ts';
import { automationBatchType, automationBatchWorkflowId } from '../../workflows/contracts/automation-batch.ts';
import { automationRunType, automationRunWorkflowId } from '../../workflows/contracts/automation-run.ts';
import { bulkChangeType, bulkChangeWorkflowId } from '../../workflows/contracts/bulk-change.ts';
import { decisionType, decisionWorkflowId } from '../../workflows/contracts/decision.ts';
import { exportRecordsType, exportWorkflowId } from '../../workflows/contracts/export.ts';
import { deliveryType, deliveryWorkflowId } from '../../workflows/contracts/delivery.ts';
import { runOperationType, runOperationWorkflowId } from '../../workflows/contracts/run-operation.ts';
import { httpCallType, httpCallWorkflowId } from '../../workflows/contracts/http-call.ts';
import { searchAttributes } from '../../workflows/contracts/search-attributes.ts';
import { taskQueues } from '../../workflows/contracts/task-queues.ts';
import { webhookDeliveryType, webhookDeliveryWorkflowId } from '../../workflows/contracts/webhook-delivery.ts';

type Start = Extract<DispatchTarget, { kind: 'start' }>;

/** A workflow as Temporal's client wants it. */
export interface WorkflowStart {
  readonly type: string;
  readonly taskQueue: string;
  readonly args: readonly unknown[];
  readonly summary: string;
  readonly details: string;
  readonly searchAttributes: TypedSearchAttributes;
}

interface Described<T extends WorkflowRef['type']> {
  readonly id: (tenantId: string, ref: RefOf<T>) => string;
  readonly start: (tenantId: string, ref: RefOf<T>, target: Start) => WorkflowStart;
}
type RefOf<T extends WorkflowRef['type']> = Extract<WorkflowRef, { type: T }>;

/** Mapped over the types: a workflow that rows can name but nobody can start does not compile. */
const described: { readonly [T in WorkflowRef['type']]: Described<T> } = {
  automationRun: {
    id: (tenantId, ref) => automationRunWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref, target) => ({
      type: automationRunType,
      taskQueue: taskQueues.automation,
      args: [{ tenantId, runId: ref.runId, incarnation: ref.incarnation, seq: target.seq ?? 0 }],
      summary: target.labels === undefined ? 'Automation run' : `${target.labels.automation}, version ${target.labels.version}`,
      details: runDetails(ref.runId, target.labels),
      searchAttributes: new TypedSearchAttributes([tenant(tenantId), ...runAttributes(ref.automationId, target.labels)]),
    }),
  },
  automationBatch: {
    id: (tenantId, ref) => automationBatchWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref, target) => ({
      type: automationBatchType,
      taskQueue: taskQueues.bulk,
      args: [{ tenantId, batchId: ref.batchId, incarnation: ref.incarnation }],
      summary: `${target.size ?? 'Several'} runs of ${target.labels?.automation ?? 'an automation'}`,
      details: `First segments of **${target.size ?? 'several'}** queued runs, committed together.\n\nBatch \`${ref.batchId}\``,
      searchAttributes: new TypedSearchAttributes([
        tenant(tenantId),
        { key: searchAttributes.automationId, value: ref.automationId },
        ...(target.labels === undefined ? [] : [{ key: searchAttributes.automationVersion, value: String(target.labels.version) }]),
      ]),
    }),
  },
  bulkChange: {
    id: (tenantId, ref) => bulkChangeWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref) => ({
      type: bulkChangeType,
      taskQueue: taskQueues.bulk,
      args: [{ tenantId, bulkId: ref.bulkId, incarnation: ref.incarnation }],
      summary: 'Bulk change',
      details: `Bulk change \`${ref.bulkId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
  runOperation: {
    id: (tenantId, ref) => runOperationWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref) => ({
      type: runOperationType,
      taskQueue: taskQueues.bulk,
      args: [{ tenantId, operationId: ref.operationId, incarnation: ref.incarnation }],
      summary: 'Operation on runs',
      details: `Operation \`${ref.operationId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
  delivery: {
    id: (tenantId, ref) => deliveryWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref) => ({
      type: deliveryType,
      taskQueue: taskQueues.email,
      args: [{ tenantId, messageId: ref.messageId, incarnation: ref.incarnation }],
      summary: 'Delivery of a message',
      details: `Message \`${ref.messageId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
  webhookDelivery: {
    id: (tenantId, ref) => webhookDeliveryWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref) => ({
      type: webhookDeliveryType,
      taskQueue: taskQueues.http,
      args: [{ tenantId, subscriptionId: ref.subscriptionId, incarnation: ref.incarnation }],
      summary: 'Deliveries of a webhook',
      details: `Webhook \`${ref.subscriptionId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
  export: {
    id: (tenantId, ref) => exportWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref) => ({
      type: exportRecordsType,
      taskQueue: taskQueues.bulk,
      args: [{ tenantId, exportId: ref.exportId, incarnation: ref.incarnation }],
      summary: 'Export of records',
      details: `Export \`${ref.exportId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
  decision: {
    id: (tenantId, ref) => decisionWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref) => ({
      type: decisionType,
      taskQueue: taskQueues.crm,
      args: [{ tenantId, decisionId: ref.decisionId, incarnation: ref.incarnation }],
      summary: 'Decision',
      details: `Decision \`${ref.decisionId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
  httpCall: {
    id: (tenantId, ref) => httpCallWorkflowId({ ...ref, tenantId }),
    start: (tenantId, ref) => ({
      type: httpCallType,
      taskQueue: taskQueues.http,
      args: [{ tenantId, callId: ref.callId, incarnation: ref.incarnation }],
      summary: 'Call to another system',
      details: `Call \`${ref.callId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
  import: {
    id: (tenantId, ref) => `import/${tenantId}/${ref.importId}/${ref.incarnation}`,
    start: (tenantId, ref) => ({
      type: 'importFile',
      taskQueue: taskQueues.bulk,
      args: [{ tenantId, importId: ref.importId, incarnation: ref.incarnation }],
      summary: 'Import of a file',
      details: `Import \`${ref.importId}\``,
      searchAttributes: new TypedSearchAttributes([tenant(tenantId)]),
    }),
  },
};

export function workflowIdOf(tenantId: string, ref: WorkflowRef): string {
  return describe(ref).id(tenantId, ref);
}

export function workflowStartOf(tenantId: string, target: Start): WorkflowStart {
  return describe(target.workflow).start(tenantId, target.workflow, target);
}

// The entry under a type takes references of that very type; the index cannot say so.
function describe<T extends WorkflowRef['type']>(ref: RefOf<T>): Described<T> {
  return described[ref.type];
}

function tenant(tenantId: string): SearchAttributePair {
  return { key: searchAttributes.tenantId, value: tenantId };
}

function runAttributes(automationId: string, labels: RunLabels | undefined): SearchAttributePair[] {
  const own = { key: searchAttributes.automationId, value: automationId };
  if (labels === undefined) return [own];
  return [
    own,
    { key: searchAttributes.automationVersion, value: String(labels.version) },
    { key: searchAttributes.subjectType, value: labels.subjectType },
    { key: searchAttributes.subjectId, value: labels.subjectId },
  ];
}

function runDetails(runId: string, labels: RunLabels | undefined): string {
  if (labels === undefined) return `Run \`${runId}\``;
  return `Automation **${labels.automation}**, version ${labels.version}\n\nfor ${labels.subjectType} \`${labels.subjectId}\`\n\nRun \`${runId}\``;
}
