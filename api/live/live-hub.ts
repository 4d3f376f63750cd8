import { listen } from '../../db/listen.ts';

/** Wakes open streams when the relay has appended to a tenant's feed. */
export interface LiveHub {
  /** Calls `wake` whenever the tenant's feed may have grown; returns how to stop. */
  readonly subscribe: (tenantId: string, wake: () => void) => () => void;
  /** Ends all streams at once; for a graceful stop. */
  readonly onClose: (end: () => void) => () => void;
  readonly close: () => Promise<void>;
}

const blindPollMs = 1_000;

/** One listening connection for all streams of the process; while it is away everybody looks once a second. */
export function createLiveHub(url: string): LiveHub {
  const wakes = new Map<string, Set<() => void>>();
  const ends = new Set<() => void>();
  const everybody = (): void => {
    for (const set of wakes.values()) for (const wake of set) wake();
  };
  let blind: NodeJS.Timeout | undefined;
  const connection = listen({
    url,
    channel: 'cadenza_feed',
    onNotify: (tenantId) => {
      for (const wake of wakes.get(tenantId) ?? []) wake();
    },
    onChange: (connected) => {
      clearInterval(blind);
      blind = connected ? undefined : setInterval(everybody, blindPollMs);
      // What was appended between the loss and now was not heard.
      if (connected) everybody();
    },
  });

  return {
    subscribe: (tenantId, wake) => {
      const set = wakes.get(tenantId) ?? new Set();
      wakes.set(tenantId, set.add(wake));
      return () => {
        set.delete(wake);
        if (set.size === 0 && wakes.get(tenantId) === set) wakes.delete(tenantId);
      };
    },
    onClose: (end) => {
      ends.add(end);
      return () => ends.delete(end);
    },
    close: async () => {
      clearInterval(blind);
      for (const end of ends) end();
      await connection.close();
    },
  };
}
