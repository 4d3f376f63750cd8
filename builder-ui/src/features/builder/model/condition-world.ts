import { createContext, useContext } from 'react';
import type { Lookups } from '../api/lookups.ts';
import type { Words } from '../sentences/words.ts';
import { BuilderContext } from './builder-context.ts';

/** A named condition that may be asked for. */
export interface SegmentChoice {
  readonly id: string;
  readonly name: string;
}

/** What editors of conditions and values know of where they stand: in the builder, in a list, in a segment. */
export interface ConditionWorld {
  readonly words: Words;
  readonly lookups: Lookups;
  /** Segments that can stand here; none where they cannot. */
  readonly segments?: readonly SegmentChoice[];
}

export const ConditionWorldContext = createContext<ConditionWorld | undefined>(undefined);

export function useConditionWorld(): ConditionWorld {
  const own = useContext(ConditionWorldContext);
  const builder = useContext(BuilderContext);
  const world = own ?? builder;
  if (!world) throw new Error('conditions are edited outside of where they mean something');
  return world;
}
