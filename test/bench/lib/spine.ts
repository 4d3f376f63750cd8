import type { Client } from '@temporalio/client';
import type { Database } from '../../../db/connection.ts';
import type { DispatcherOptions } from '../../../workers/dispatcher/dispatcher.ts';
import { runDispatcher } from '../../../workers/dispatcher/dispatcher.ts';
import { runRelay } from '../../../workers/relay/relay.ts';

export interface Spine {
  readonly stop: () => Promise<void>;
}

export interface SpineOptions {
  readonly db: Database;
  readonly client: Client;
  readonly dispatcher?: Partial<DispatcherOptions>;
  /** Told what relay or dispatcher log as an error: such a benchmark is worth nothing. */
  readonly onError: (message: string) => void;
}

/** The product's relay and dispatcher, as their processes run them. */
export function startSpine({ db, client, dispatcher = {}, onError }: SpineOptions): Spine {
  const stop = new AbortController();
  const log = {
    error: (details: object, message: string) => onError(`${message}: ${'err' in details ? String(details.err) : ''}`),
    warn: () => undefined,
  };
  const running = [runRelay({ db, log }, stop.signal), runDispatcher({ db, log, client, options: dispatcher }, stop.signal)];
  return {
    stop: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
}
