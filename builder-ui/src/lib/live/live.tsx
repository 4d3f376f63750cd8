import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { meKey } from '../session/session.tsx';
import { StaleQueries } from './stale-queries.ts';
import { type LiveEvent, type LiveStatus, LiveStream } from './live-stream.ts';

interface LiveState {
  readonly status: LiveStatus;
  /** When the stream fell silent; what is shown may be older than that. */
  readonly since: Date | undefined;
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

const LiveContext = createContext<LiveState | undefined>(undefined);

/** Keeps the query cache fresh: an event about a record makes stale the queries whose key begins with one of the names its type is registered for. */
export function LiveProvider({ staleKeys, children }: { staleKeys: ReadonlyMap<string, readonly string[]>; children: ReactNode }) {
  const client = useQueryClient();
  const listeners = useRef(new Set<(event: LiveEvent) => void>());
  const [state, setState] = useState<{ status: LiveStatus; since: Date | undefined }>({ status: 'waiting', since: undefined });
  useEffect(() => {
    const stale = new StaleQueries(client);
    const stream = new LiveStream('/v1/live', {
      event: (event) => {
        const types = [event.type.split('.')[0], event.subject?.type, ...(event.related ?? []).map((ref) => ref.type)];
        stale.add(types.flatMap((type) => (type === undefined ? [] : (staleKeys.get(type) ?? []))));
        for (const listener of listeners.current) listener(event);
      },
      status: (status, since) => setState({ status, since: status === 'lost' ? new Date(since) : undefined }),
      gap: () => void client.invalidateQueries(),
      refused: () => void client.invalidateQueries({ queryKey: meKey }),
    });
    stream.start();
    return () => {
      stale.stop();
      stream.close();
    };
  }, [client, staleKeys]);
  const subscribe = useRef((listener: (event: LiveEvent) => void) => {
    listeners.current.add(listener);
    return () => {
      listeners.current.delete(listener);
    };
  });
  return <LiveContext.Provider value={{ ...state, subscribe: subscribe.current }}>{children}</LiveContext.Provider>;
}

export function useLive(): LiveState {
  const live = useContext(LiveContext);
  if (!live) throw new Error('live updates are used outside LiveProvider');
  return live;
}
