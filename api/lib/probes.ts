import { Connection } from '@temporalio/client';
import type { Database } from '../../db/connection.ts';
import type { ReadinessProbe } from './readiness.ts';

const lateSeconds = 30;

/** Answers when PostgreSQL answers. */
export function databaseProbe(db: Database): ReadinessProbe {
  return {
    name: 'database',
    check: async () => {
      try {
        await db.ping();
      } catch {
        throw new Error('PostgreSQL does not answer');
      }
    },
  };
}

/** Answers when the queue is worked off: nothing that is due lies there for long. */
export function queueProbe(db: Database, queue: 'outbox' | 'dispatches'): ReadinessProbe {
  const worker = queue === 'outbox' ? 'relay' : 'dispatcher';
  const since = queue === 'outbox' ? 'created_at' : 'greatest(created_at, available_at)';
  return {
    name: worker,
    check: async () => {
      const late = await db.withSystem(`readiness of ${worker}`, async (trx) => {
        const { rows }: { rows: { late: boolean }[] } = await trx.raw(
          `select exists (select 1 from ${queue} where ${since} < now() - make_interval(secs => ?)) as late`,
          [lateSeconds],
        );
        return rows[0]?.late === true;
      });
      if (late) throw new Error(`the ${worker} is more than ${lateSeconds} s behind`);
    },
  };
}

/** Answers when the Temporal service answers. The API only ever reads from it; changes wait in dispatches. */
export function temporalProbe(options: Parameters<typeof Connection.lazy>[0]): ReadinessProbe & { readonly close: () => Promise<void> } {
  const connection = Connection.lazy({ ...options, connectTimeout: 2_000 });
  return {
    name: 'temporal',
    check: async () => {
      try {
        await connection.withDeadline(Date.now() + 1_800, () => connection.workflowService.getSystemInfo({}));
      } catch {
        throw new Error('the Temporal service does not answer; changes are accepted and wait for it');
      }
    },
    close: () => connection.close(),
  };
}
