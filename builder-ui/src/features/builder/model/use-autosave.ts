import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { type Automation, automationKeys, automationsApi } from '../../automations/api/automations-api.ts';
import { same } from '../draft/ops.ts';
import { keepDraft, loadDraft, storedFrom } from './draft-storage.ts';
import type { DraftStore } from './draft-store.ts';

export type SaveState =
  | { readonly kind: 'saved'; readonly at: Date | null }
  | { readonly kind: 'dirty' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Somebody else saved meanwhile: nothing is sent until the reader has chosen. */
  | { readonly kind: 'conflict'; readonly theirs: Automation; readonly etag: string };

export interface Autosave {
  readonly state: SaveState;
  /** The tag of the draft as the server has it now. */
  readonly etag: string;
  /** Saves at once, e.g. before publishing; true when the server has everything. */
  flush(): Promise<boolean>;
  /** Another action of ours, such as publishing, has given the draft a new tag. */
  rebase(etag: string): void;
  takeTheirs(): void;
  /** Saves ours over theirs, after the reader has seen the differences. */
  keepOurs(): void;
}

const settleMs = 1_000;

/** Sends the draft a second after the last change, with the version it is based on; keeps the log in the browser under that version. */
export function useAutosave(id: string, store: DraftStore, firstEtag: string, saved: AutomationDefinition, enabled: boolean): Autosave {
  const client = useQueryClient();
  const [state, setState] = useState<SaveState>({ kind: 'saved', at: null });
  const etag = useRef(firstEtag);
  const server = useRef(saved);
  const flying = useRef<Promise<boolean> | null>(null);
  const conflict = useRef(false);

  const send = useCallback(async (): Promise<boolean> => {
    if (conflict.current) return false;
    const definition = store.definition;
    if (same(definition, server.current)) {
      setState((before) => (before.kind === 'saved' ? before : { kind: 'saved', at: new Date() }));
      return true;
    }
    setState({ kind: 'saving' });
    try {
      const answer = await automationsApi.save(id, definition, etag.current);
      etag.current = answer.etag ?? etag.current;
      server.current = definition;
      client.setQueryData([...automationKeys.one(id), 'detail'], answer);
      void keepDraft(id, storedFrom(store.read().history, etag.current));
      setState(same(store.definition, definition) ? { kind: 'saved', at: new Date() } : { kind: 'dirty' });
      return true;
    } catch (error) {
      if (isProblem(error) && error.status === 412) {
        const theirs = await automationsApi.read(id);
        conflict.current = true;
        setState({ kind: 'conflict', theirs: theirs.data, etag: theirs.etag ?? '' });
      } else setState({ kind: 'failed', error });
      return false;
    }
  }, [id, store, client]);

  /** One request at a time: the next one waits for the tag that this one brings. */
  const flush = useCallback(async (): Promise<boolean> => {
    while (flying.current !== null) await flying.current;
    flying.current = send().finally(() => {
      flying.current = null;
    });
    return flying.current;
  }, [send]);

  useEffect(() => {
    if (!enabled) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen = store.definition;
    const unsubscribe = store.subscribe(() => {
      if (store.definition === seen) return;
      seen = store.definition;
      if (!conflict.current) setState({ kind: 'dirty' });
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), settleMs);
      void keepDraft(id, storedFrom(store.read().history, etag.current));
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
      void flush();
    };
  }, [enabled, id, store, flush]);
  useRestored(id, store, etag.current, enabled);
  useUnloadGuard(state);

  return {
    state,
    // Read when it is asked for: whoever has just flushed wants the tag that this brought, not that of the last drawing.
    get etag() {
      return etag.current;
    },
    flush,
    rebase: (next) => {
      etag.current = next;
      // The log goes on under the new tag, so that it survives a reload after publishing too.
      void keepDraft(id, storedFrom(store.read().history, next));
    },
    takeTheirs: () => {
      if (state.kind !== 'conflict') return;
      etag.current = state.etag;
      server.current = state.theirs.draft;
      conflict.current = false;
      store.reset(state.theirs.draft);
      setState({ kind: 'saved', at: new Date() });
    },
    keepOurs: () => {
      if (state.kind !== 'conflict') return;
      etag.current = state.etag;
      server.current = state.theirs.draft;
      conflict.current = false;
      void flush();
    },
  };
}

/** After a reload the log goes on where it was, if the server's draft is still the one it continues. */
function useRestored(id: string, store: DraftStore, etag: string, enabled: boolean): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current || !enabled) return;
    done.current = true;
    void loadDraft(id).then((stored) => {
      if (stored === undefined || stored.revision !== etag || store.read().history.undo.length > 0) return;
      store.adopt({ definition: stored.definition, undo: stored.undo, redo: stored.redo });
    });
  }, [id, store, etag, enabled]);
}

/** The browser asks before it closes a page with changes that the server does not have. */
function useUnloadGuard(state: SaveState): void {
  const unsaved = state.kind === 'dirty' || state.kind === 'saving' || state.kind === 'failed' || state.kind === 'conflict';
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
