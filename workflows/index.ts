// Everything a worker can run. Names are stable: they stand in open histories.
export { automationBatch } from './automation-batch.ts';
export { automationRun } from './automation-run.ts';
export { importRecords as import } from './import-records.ts';
export { delivery } from './delivery.ts';
