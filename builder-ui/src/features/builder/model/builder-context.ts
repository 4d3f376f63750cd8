import { createContext, useContext, useSyncExternalStore } from 'react';
import type { PlanEstimate } from '../../../../../domain/automation/compile/estimate.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import type { Diagnostic } from '../../../../../domain/automation/validate/diagnostic.ts';
import type { Lookups, Named } from '../api/lookups.ts';
import type { Drawing } from '../canvas/step-view.ts';
import type { Words } from '../sentences/words.ts';
import type { DraftState, DraftStore } from './draft-store.ts';

/** What every part of the builder shares. */
export interface Builder {
  readonly store: DraftStore;
  readonly definition: AutomationDefinition;
  readonly words: Words;
  readonly lookups: Lookups;
  /** Segments of the kind of record the automation is about. */
  readonly segments: readonly Named[];
  readonly drawing: Drawing;
  readonly diagnostics: readonly Diagnostic[];
  /** What a run can cost; null while the drawing is not in form, or not yet looked at. */
  readonly estimate: PlanEstimate | null;
  readonly readOnly: boolean;
}

export const BuilderContext = createContext<Builder | undefined>(undefined);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error('the builder is used outside its page');
  return builder;
}

export function useDraft(store: DraftStore): DraftState {
  return useSyncExternalStore(store.subscribe, store.read);
}
