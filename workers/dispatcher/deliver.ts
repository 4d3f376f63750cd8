import type { Client } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy, WorkflowNotFoundError } from '@temporalio/common';
import type { Claimed } from './claim.ts';
import { workflowIdOf, workflowStartOf } from './workflows.ts';

export interface DeliverDeps {
  readonly client: Client;
  /** Tests have queues of their own. */
  readonly queueName?: (queue: string) => string;
}

/** Brings one wish to Temporal. Returning means delivered: also when it turns out that there is nothing (more) to do. */
export async function deliver(deps: DeliverDeps, row: Claimed): Promise<void> {
  const { target, tenantId } = row;
  const workflowId = workflowIdOf(tenantId, target.workflow);
  if (target.kind === 'start') return start(deps, row, workflowId);
  const handle = deps.client.workflow.getHandle(workflowId);
  try {
    await (target.kind === 'signal' ? handle.signal(target.signal) : handle.cancel());
  } catch (error) {
    // Ended, or not started yet: a shell's first act is to look, so nobody misses the signal.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

async function start(deps: DeliverDeps, row: Claimed, workflowId: string): Promise<void> {
  if (row.target.kind !== 'start') return;
  const wanted = workflowStartOf(row.tenantId, row.target);
  try {
    await deps.client.workflow.start(wanted.type, {
      workflowId,
      taskQueue: deps.queueName?.(wanted.taskQueue) ?? wanted.taskQueue,
      args: [...wanted.args],
      // Ids end in the incarnation, which starts once: a start that comes twice finds it done.
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      typedSearchAttributes: wanted.searchAttributes,
      staticSummary: wanted.summary,
      staticDetails: wanted.details,
      priority: { priorityKey: row.priority, fairnessKey: row.tenantId },
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

const unavailable = 14;
const deadlineExceeded = 4;

/** Whether it is Temporal that is away, rather than something wrong with the wish. */
export function isAway(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isGrpcServiceError(current)) return current.code === unavailable || current.code === deadlineExceeded;
  }
  return false;
}
