/** Started by Temporal Schedules; their times stand in temporal.yaml. */
export const minuteSweepType = 'minuteSweep';
export const housekeepingType = 'housekeeping';

export interface MaintenanceActivities {
  /** Holds runs whose workflow was closed from outside; answers how many. */
  sweepClosedWorkflows: () => Promise<number>;
  /** Makes partitions ahead, deletes what has outlived its use. Answers what it did in one line. */
  keepHouse: () => Promise<string>;
  /** Gives rows without a workflow one again; answers how many. */
  reconcileWorkflows: () => Promise<number>;
}
