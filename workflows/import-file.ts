import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ImportActivities, ImportInput } from './contracts/import.ts';

const { continueImport } = proxyActivities<ImportActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '10 seconds',
  // A database that is away for a night is no reason to give up: where the import stands is committed with each batch.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
});

/** Takes an import forward, some thousand rows at a time, until its phase is done or somebody cancels it. */
export async function importFile(input: ImportInput): Promise<string> {
  for (;;) {
    const progress = await continueImport.executeWithOptions({ summary: 'Take the next rows' }, [input]);
    setCurrentDetails(`**${progress.status}**, ${progress.rows} rows so far`);
    if (progress.done) return progress.status;
  }
}
