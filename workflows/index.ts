// Everything a worker can run. Names are stable: they stand in open histories.
export { automationBatch } from './automation-batch.ts';
export { automationRun } from './automation-run.ts';
export { bulkChange } from './bulk-change.ts';
export { decision } from './decision.ts';
export { exportRecords } from './export-records.ts';
export { runOperation } from './run-operation.ts';
export { importFile } from './import-file.ts';
export { httpCall } from './http-call.ts';
export { delivery } from './delivery.ts';
export { webhookDelivery } from './webhook-delivery.ts';
export { dueSweep, housekeeping, minuteSweep } from './maintenance.ts';
