import { useState } from 'react';
import { isProblem } from './problem.ts';
import { sameValue } from './three-way.ts';

/** What a form holds, and the version of the record it was read from. */
export interface Stand<D> {
  readonly draft: D;
  readonly version: number;
}

export interface Conflict<D> {
  /** The version that a save names; 0 for what is not kept yet. */
  readonly version: number;
  /** What the form was opened with. */
  readonly begun: D | undefined;
  /** What stands there now, after a save was refused because of it. */
  readonly theirs: Stand<D> | undefined;
  /** To be awaited in a mutation's `onError`: reads what stands there now. */
  readonly onError: (error: Error) => Promise<void>;
  /** The error that is still to be shown beside the conflict. */
  readonly left: (error: Error | null) => Error | null;
  /** From here on what is typed counts as a change of this: after a save, or once the person has decided. */
  readonly goOnFrom: (stand: Stand<D>) => void;
}

/**
 * Notices that somebody else changed what a form edits. The version is that of the form's opening, whatever was read
 * anew since: otherwise a live update would let a save overwrite what the person has never seen.
 */
export function useConflict<D>({ start, read }: { start: Stand<D> | undefined; read: () => Promise<Stand<D>> }): Conflict<D> {
  const [begun, setBegun] = useState(start);
  const [theirs, setTheirs] = useState<Stand<D>>();
  const [known, setKnown] = useState<unknown>();
  return {
    version: begun?.version ?? 0,
    begun: begun?.draft,
    theirs,
    onError: async (error) => {
      if (!isProblem(error) || error.status !== 412) return;
      try {
        setTheirs(await read());
        setKnown(error);
      } catch {
        // What stands there cannot be read, perhaps because it is gone: the refusal itself is then what is shown.
      }
    },
    left: (error) => (error !== null && error === known ? null : error),
    goOnFrom: (stand) => {
      setBegun(stand);
      setTheirs(undefined);
    },
  };
}

/** A form in which nothing was typed yet goes along with what is read anew, so that it shows what stands there. */
export function useFollow<D>(conflict: Conflict<D> | undefined, now: Stand<D> | undefined, draft: D, onDraft: (draft: D) => void): void {
  if (conflict === undefined || now === undefined || now.version <= conflict.version) return;
  if (conflict.theirs !== undefined || !sameValue(draft, conflict.begun)) return;
  onDraft(now.draft);
  conflict.goOnFrom(now);
}
