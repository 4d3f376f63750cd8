import type { ProcessContext, RunningProcess } from '../../config/run-process.ts';
import { runProcess } from '../../config/run-process.ts';
import { openDatabase, temporalClient } from '../lib/connections.ts';
import { runDispatcher } from './dispatcher.ts';

const poolSize = 10;

/** The dispatcher process. Several may run: leases keep them apart. It starts without Temporal, too: wishes wait. */
async function start(context: ProcessContext): Promise<RunningProcess> {
  const db = openDatabase(context, 'dispatcher', poolSize);
  await db.ping();
  const temporal = temporalClient(context);
  const stop = new AbortController();
  const running = runDispatcher({ db, client: temporal.client, log: context.logger }, stop.signal);
  return {
    stop: async () => {
      stop.abort();
      await running;
      await Promise.all([db.close(), temporal.close()]);
    },
  };
}

await runProcess('dispatcher', start);
