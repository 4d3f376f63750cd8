import type { ProcessContext, RunningProcess } from '../../config/run-process.ts';
import { runProcess } from '../../config/run-process.ts';
import { openDatabase } from '../lib/connections.ts';
import { runRelay } from './relay.ts';

const poolSize = 10;

/** The relay process. Several may run: each tenant's turn is held by one. */
async function start(context: ProcessContext): Promise<RunningProcess> {
  const db = openDatabase(context, 'relay', poolSize);
  await db.ping();
  const stop = new AbortController();
  const running = runRelay({ db, log: context.logger }, stop.signal);
  return {
    stop: async () => {
      stop.abort();
      await running;
      await db.close();
    },
  };
}

await runProcess('relay', start);
