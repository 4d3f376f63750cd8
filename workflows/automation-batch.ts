import type { AutomationBatchInput, BatchAnswer } from './contracts/automation-batch.ts';
import { runBatch } from './lib/segment-activities.ts';

/** Executes the first segment of every run of the batch. Runs that go on get a workflow of their own, started by the rows the batch writes. */
export async function automationBatch(input: AutomationBatchInput): Promise<BatchAnswer> {
  return runBatch(input);
}
