import { useQuery, useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { api, onEnrolmentRequired, onSessionEnded } from '../api/fetch-json.ts';
import { isProblem } from '../api/problem.ts';
import { keepPreferencesBy, knownPreferences, takePreferences } from '../preferences.ts';
import type { Me as MeAnswer } from '../../../../api/contracts/identity.ts';
import { type Me, meOf } from './me.ts';

export interface Session {
  readonly me: Me;
  /** Whether this person may do what the permission code names. */
  can(permission: string | undefined): boolean;
  /** The reader's zone; every time shown is in it unless it says otherwise. */
  readonly timeZone: string;
}

interface SessionState {
  readonly status: 'loading' | 'signed-out' | 'signed-in' | 'unreachable';
  readonly session: Session | undefined;
  /** True when the API has ended a session this page still shows: the sign-in is asked for on top of it. */
  readonly ended: boolean;
  readonly error: unknown;
  readonly refresh: () => Promise<void>;
}

const SessionContext = createContext<SessionState | undefined>(undefined);
export const meKey = ['me'] as const;

export function SessionProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  const me = useQuery({
    queryKey: meKey,
    queryFn: async ({ signal }) => meOf(await api.get<MeAnswer>('/v1/me', undefined, signal)),
    staleTime: 300_000,
  });
  useEffect(() => onSessionEnded(() => setEnded(true)), []);
  useEffect(() => onEnrolmentRequired(() => void client.invalidateQueries({ queryKey: meKey })), [client]);
  useServerPreferences(me.data);
  const value = useMemo<SessionState>(() => {
    const signedOut = isProblem(me.error) && me.error.status === 401;
    const refresh = async () => {
      await client.invalidateQueries();
      setEnded(false);
    };
    const session = me.data && sessionOf(me.data);
    const status = session && !(signedOut && !ended) ? 'signed-in' : signedOut ? 'signed-out' : me.error ? 'unreachable' : 'loading';
    return { status, session, ended, error: me.error, refresh };
  }, [me.data, me.error, ended, client]);
  return <SessionContext.Provider value={value}>{children}</SessionContext.Provider>;
}

/** The server's choices win once, when somebody is known; from then on each choice is sent there. */
function useServerPreferences(me: Me | undefined): void {
  const userId = me?.user.id;
  const stored = useRef(me?.preferences);
  stored.current = me?.preferences;
  useEffect(() => {
    if (userId === undefined) return;
    const known = knownPreferences(stored.current ?? {});
    takePreferences(known);
    if (known.language !== undefined && known.language !== i18next.language) void i18next.changeLanguage(known.language);
    // A choice that could not be sent is still this browser's; it is not worth a message.
    keepPreferencesBy((change) => void api.patch('/v1/me', { preferences: change }).catch(() => undefined));
    return () => keepPreferencesBy(undefined);
  }, [userId]);
}

function sessionOf(me: Me): Session {
  const granted = new Set(me.permissions);
  return {
    me,
    can: (permission) => permission === undefined || granted.has(permission),
    timeZone: me.user.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

export function useSessionState(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error('the session is used outside SessionProvider');
  return state;
}

/** The signed-in person; only inside the frame, which is shown to nobody else. */
export function useSession(): Session {
  const { session } = useSessionState();
  if (!session) throw new Error('nobody is signed in');
  return session;
}
