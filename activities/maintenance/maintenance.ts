import {
  createPartitionsAhead,
  deleteExpired,
  dropOldPartitions,
  defaultRetention,
  exportsPastKeeping,
  noteFilesGone,
} from '../../db/queries/maintenance.ts';
import { exportFolder } from '../../commands/exports/export-job.ts';
import type { FileStore } from '../../commands/files/file-store.ts';
import { checkEveryLiveness } from './check-liveness.ts';
import { sweepDue } from './sweep-due.ts';
import { recountDaily } from './recount-daily.ts';
import { sealStoredSecrets } from '../../commands/credentials/seal-stored.ts';
import type { Doors } from '../../db/doors.ts';
import type { MaintenanceActivities } from '../../workflows/contracts/maintenance.ts';

export interface MaintenanceDeps {
  readonly db: Pick<Doors, 'withSystem' | 'withTenant' | 'withTenantExclusive'>;
  readonly files: Pick<FileStore, 'removeUnder'>;
  /** Both look into Temporal, which activities do not know; the worker hands them in. */
  readonly sweepClosed: (since: Date) => Promise<number>;
  readonly releaseForgotten: () => Promise<number>;
  readonly reconcile: () => Promise<{ readonly rebuilt: number }>;
}

/** The sweep looks back further than its interval: a minute in which no worker ran loses nothing. */
const lookBackMs = 24 * 3_600_000;

/** One call of the sweep of due times takes about so long. */
const sweepMs = 30_000;

export function createMaintenanceActivities(deps: MaintenanceDeps): MaintenanceActivities {
  return {
    // What was done from outside, and what a crash of ours left undone: neither waits for an hour.
    sweepClosedWorkflows: async () => {
      await deps.releaseForgotten();
      return deps.sweepClosed(new Date(Date.now() - lookBackMs));
    },
    sweepDueTimes: () => sweepDue(deps, Date.now() + sweepMs),
    keepHouse: async () => {
      const made = await createPartitionsAhead(deps.db);
      const dropped = await dropOldPartitions(deps.db, defaultRetention.eventMonths);
      const deleted = Object.values(await deleteExpired(deps.db)).reduce((sum, count) => sum + count, 0);
      const files = await removeExportFiles(deps);
      const recounted = await recountDaily(deps.db);
      const told = await checkEveryLiveness(deps.db);
      const { sealed, broken } = await sealStoredSecrets(deps.db);
      const cleared = `${made.length} partitions made, ${dropped.length} dropped, ${deleted} rows expired, ${files} exports removed`;
      const secrets = `${sealed} secrets sealed${broken === 0 ? '' : `, ${broken} DO NOT OPEN`}`;
      return `${cleared}, ${recounted} workspaces score anew, ${told} owners told of automations, ${secrets}`;
    },
    reconcileWorkflows: async () => (await deps.reconcile()).rebuilt,
  };
}

/** The files first, the note that they are gone after them: what is cut off in between is removed again, which does no harm. */
async function removeExportFiles(deps: Pick<MaintenanceDeps, 'db' | 'files'>): Promise<number> {
  for (let removed = 0; ; ) {
    const past = await exportsPastKeeping(deps.db);
    for (const one of past) await deps.files.removeUnder(exportFolder(one.tenantId, one.id));
    if (past.length === 0) return removed;
    await noteFilesGone(deps.db, past);
    removed += past.length;
  }
}
