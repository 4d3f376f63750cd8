import { proxyLocalActivities } from '@temporalio/workflow';
import type { BatchActivities } from '../contracts/automation-batch.ts';
import type { RunActivities } from '../contracts/automation-run.ts';

/**
 * Segments are repeated until they succeed: PostgreSQL may be away for hours. The local threshold is short, so that the pauses between
 * attempts are timers of the server and an outage does not keep the worker's slots.
 */
const untilItSucceeds = { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '60s' } as const;

export const { runSegment } = proxyLocalActivities<RunActivities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '3s',
  retry: untilItSucceeds,
});

export const { runBatch } = proxyLocalActivities<BatchActivities>({
  startToCloseTimeout: '120s',
  localRetryThreshold: '3s',
  retry: untilItSucceeds,
});
