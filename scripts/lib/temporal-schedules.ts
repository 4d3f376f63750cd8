import { Client, type Connection, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { TemporalConfig } from '../../config/temporal.ts';

interface Target {
  readonly connection: Connection;
  readonly namespace: string;
  readonly config: TemporalConfig;
}

/** Makes the Schedules of temporal.yaml that are missing and sets the interval of those that differ. */
export async function applySchedules({ connection, namespace, config }: Target, applied: string[]): Promise<void> {
  const { schedule } = new Client({ connection, namespace });
  for (const [scheduleId, { workflow, everySeconds }] of Object.entries(config.schedules)) {
    const every = everySeconds * 1_000;
    try {
      await schedule.create({
        scheduleId,
        spec: { intervals: [{ every }] },
        action: { type: 'startWorkflow', workflowType: workflow, workflowId: scheduleId, taskQueue: 'bulk' },
        // Late by more than this, a run is left out: the next one does its work too.
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' },
      });
      applied.push(`Schedule "${scheduleId}" was made.`);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      const handle = schedule.getHandle(scheduleId);
      const present = await handle.describe();
      if (present.spec.intervals?.[0]?.every === every) continue;
      await handle.update((previous) => ({ ...previous, spec: { intervals: [{ every }] } }));
      applied.push(`Schedule "${scheduleId}" now runs every ${everySeconds} seconds.`);
    }
  }
}
