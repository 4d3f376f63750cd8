import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { inject } from 'vitest';
import { temporalConfig } from '../../config/temporal.ts';

export interface TestTemporal {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** For `Worker.create`. */
  readonly nativeConnection: NativeConnection;
  /** A task queue nobody else uses; files share the server, never a queue. */
  readonly taskQueue: (prefix?: string) => string;
  /** Closes the connections; the server goes on for the other files. Shut workers down first. */
  readonly close: () => Promise<void>;
}

/** Connects to the run's real Temporal server: own namespace, search attributes of temporal.yaml, fairness on. */
export async function startTemporal(): Promise<TestTemporal> {
  const address = inject('services').temporalAddress;
  const namespace = temporalConfig().namespace.name;
  const [connection, nativeConnection] = await Promise.all([Connection.connect({ address }), NativeConnection.connect({ address })]);
  return {
    address,
    namespace,
    client: new Client({ connection, namespace }),
    nativeConnection,
    taskQueue: (prefix = 'test') => `${prefix}-${randomUUID()}`,
    close: async () => {
      await connection.close();
      await nativeConnection.close();
    },
  };
}
