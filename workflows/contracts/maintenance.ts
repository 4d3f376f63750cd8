/** What the Schedules of temporal.yaml have done. */
export interface MaintenanceActivities {
  /** Holds runs whose workflow was closed from outside; answers how many. */
  sweepClosedWorkflows: () => Promise<number>;
  /** Begins what is due by the clocks of automations. Answers whether there is more. */
  sweepDueTimes: () => Promise<boolean>;
  /** Makes partitions ahead, deletes what has outlived its use. Answers what it did in one line. */
  keepHouse: () => Promise<string>;
  /** Gives rows without a workflow one again; answers how many. */
  reconcileWorkflows: () => Promise<number>;
}
