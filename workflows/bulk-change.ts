import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { BulkActivities, BulkInput } from './contracts/bulk-change.ts';

const { continueBulk } = proxyActivities<BulkActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  // Where the change stands is committed with each batch, so a database that is away is only waited for.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
});

/** Takes a bulk change forward, some hundred records at a time, until it is done or somebody cancels it. */
export async function bulkChange(input: BulkInput): Promise<string> {
  for (;;) {
    const progress = await continueBulk.executeWithOptions({ summary: 'Take the next records' }, [input]);
    setCurrentDetails(`**${progress.status}**, ${progress.records} records so far`);
    if (progress.done) return progress.status;
  }
}
