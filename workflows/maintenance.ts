import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { MaintenanceActivities } from './contracts/maintenance.ts';

const quick = proxyActivities<MaintenanceActivities>({ startToCloseTimeout: '50 seconds', scheduleToCloseTimeout: '2 minutes' });
const slow = proxyActivities<MaintenanceActivities>({ startToCloseTimeout: '30 minutes', scheduleToCloseTimeout: '2 hours' });

/** Once a minute: what was done to workflows from outside is taken into our rows. */
export async function minuteSweep(): Promise<number> {
  return await quick.sweepClosedWorkflows.executeWithOptions({ summary: 'Hold runs whose workflow was closed from outside' }, []);
}

const due = proxyActivities<MaintenanceActivities>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '10 minutes',
  retry: { maximumAttempts: 3 },
});

/** Sweeps of half a minute each; what is left then is the next minute's. */
const mostSweeps = 20;

/** Once a minute: dates, schedules and segments of all tenants' automations. */
export async function dueSweep(): Promise<number> {
  for (let sweeps = 1; ; sweeps++) {
    const more = await due.sweepDueTimes.executeWithOptions({ summary: 'Begin what is due by date, schedule or segment' }, []);
    if (!more || sweeps === mostSweeps) return sweeps;
  }
}

/** Once an hour: partitions, retention, and workflows that are missing. */
export async function housekeeping(): Promise<string> {
  const house = await slow.keepHouse.executeWithOptions({ summary: 'Partitions and retention' }, []);
  const rebuilt = await slow.reconcileWorkflows.executeWithOptions({ summary: 'Rebuild missing workflows' }, []);
  const report = `${house}; ${rebuilt} workflows rebuilt`;
  setCurrentDetails(report);
  return report;
}
