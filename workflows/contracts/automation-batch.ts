/** Group commit: the first segments of up to 100 queued runs of one plan. */
export const automationBatchType = 'automationBatch';

export interface AutomationBatchInput {
  readonly tenantId: string;
  readonly batchId: string;
  readonly incarnation: number;
}

export function automationBatchWorkflowId(input: AutomationBatchInput): string {
  return `automation-batch/${input.tenantId}/${input.batchId}/${input.incarnation}`;
}

/** How many runs of the batch did what; the rows say which. */
export interface BatchAnswer {
  readonly ended: number;
  readonly goesOn: number;
  /** Runs that no longer belonged to the batch. */
  readonly lost: number;
}

export interface BatchActivities {
  runBatch: (input: AutomationBatchInput) => Promise<BatchAnswer>;
}
