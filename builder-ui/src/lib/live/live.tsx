import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { meKey } from '../session/session.tsx';
import { type LiveEvent, type LiveStatus, LiveStream } from './live-stream.ts';

interface LiveState {
  readonly status: LiveStatus;
  /** When the stream fell silent; what is shown may be older than that. */
  readonly since: Date | undefined;
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

const LiveContext = createContext<LiveState | undefined>(undefined);
const collectMs = 400;

/**
 * Keeps the query cache fresh: an event about a record makes stale the queries whose key begins with one of the names
 * its type is registered for. Events of 400 ms are taken together, so a bulk change costs one refetch.
 */
export function LiveProvider({ staleKeys, children }: { staleKeys: ReadonlyMap<string, readonly string[]>; children: ReactNode }) {
  const client = useQueryClient();
  const listeners = useRef(new Set<(event: LiveEvent) => void>());
  const [state, setState] = useState<{ status: LiveStatus; since: Date | undefined }>({ status: 'waiting', since: undefined });
  useEffect(() => {
    const stale = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      const names = [...stale];
      stale.clear();
      void client.invalidateQueries({ predicate: (query) => names.includes(String(query.queryKey[0])) });
    };
    const stream = new LiveStream('/v1/live', {
      event: (event) => {
        const types = [event.type.split('.')[0], event.subject?.type, ...(event.related ?? []).map((ref) => ref.type)];
        for (const type of types) for (const name of (type && staleKeys.get(type)) || []) stale.add(name);
        timer ??= setTimeout(refresh, collectMs);
        for (const listener of listeners.current) listener(event);
      },
      status: (status, since) => setState({ status, since: status === 'lost' ? new Date(since) : undefined }),
      gap: () => void client.invalidateQueries(),
      refused: () => void client.invalidateQueries({ queryKey: meKey }),
    });
    stream.start();
    return () => {
      clearTimeout(timer);
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
