import type { AutomationBatchInput, BatchAnswer } from './contracts/automation-batch.ts';
import { runBatch } from './lib/segment-activities.ts';

/** Executes every run of the batch until it ends or has to wait. Those that wait get a workflow of their own, started by the rows the batch writes. */
export async function automationBatch(input: AutomationBatchInput): Promise<BatchAnswer> {
  return runBatch(input);
}
