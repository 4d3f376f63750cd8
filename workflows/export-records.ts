import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ExportActivities, ExportInput } from './contracts/export.ts';

const { continueExport } = proxyActivities<ExportActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '10 seconds',
  // Where the file stands is committed with each piece of it, so a lost worker or a database that is away costs one piece.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
});

/** Takes an export forward, some thousand records at a time, until its file is there or somebody cancels it. */
export async function exportRecords(input: ExportInput): Promise<string> {
  for (;;) {
    const progress = await continueExport.executeWithOptions({ summary: 'Read the next records' }, [input]);
    setCurrentDetails(`**${progress.status}**, ${progress.records} records so far`);
    if (progress.done) return progress.status;
  }
}
