import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import type { StepCatalogue } from '../draft/catalogue.ts';
import type { Command, Refusal } from '../draft/commands.ts';
import { type Entry, type History, record, redo, sealed, startHistory, undo } from '../draft/history.ts';
import type { Stop } from '../navigation/navigation.ts';

/** What is to be said aloud after an action; the serial makes the same words speak twice. */
export interface Notice {
  readonly serial: number;
  readonly kind: 'refused' | 'undone' | 'redone' | 'done';
  readonly refusal?: Refusal;
  readonly entry?: Entry;
}

export interface DraftState {
  readonly history: History;
  /** Where the keyboard stands. */
  readonly stop: Stop;
  /** More steps than one, chosen with Shift or Ctrl+A. */
  readonly chosen: ReadonlySet<string>;
  readonly notice: Notice | null;
}

/** The draft being edited: one log, one place of the keyboard. React reads it by `useSyncExternalStore`. */
export class DraftStore {
  private state: DraftState;
  private readonly listeners = new Set<() => void>();
  private readonly catalogue: StepCatalogue;
  private readonly clock: () => number;

  constructor(definition: AutomationDefinition, catalogue: StepCatalogue, clock: () => number = Date.now) {
    this.catalogue = catalogue;
    this.clock = clock;
    this.state = {
      history: startHistory(definition),
      stop: { kind: 'step', id: definition.trigger.id },
      chosen: new Set(),
      notice: null,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly read = (): DraftState => this.state;
  get definition(): AutomationDefinition {
    return this.state.history.definition;
  }

  /** Carries a command out; `select` is the step to stand on afterwards. False if it was refused. */
  dispatch(command: Command, select?: string): boolean {
    const selected = this.state.stop.kind === 'step' ? this.state.stop.id : null;
    const recorded = record(this.state.history, command, {
      catalogue: this.catalogue,
      now: this.clock(),
      selected,
      selectedAfter: select ?? selected,
    });
    if (!recorded.ok) {
      this.set({ notice: this.notice('refused', { refusal: recorded.refusal }) });
      return false;
    }
    if (!recorded.changed) return true;
    const stop = this.standing(recorded.history.definition, select === undefined ? this.state.stop : { kind: 'step', id: select });
    this.set({ history: recorded.history, stop, chosen: new Set() });
    return true;
  }

  /** The next keystroke begins a new entry of the log: called when a field loses the focus. */
  seal(): void {
    const history = sealed(this.state.history);
    if (history !== this.state.history) this.set({ history });
  }

  undo(): void {
    const undone = undo(this.state.history);
    if (undone === null) return;
    this.restore(undone.history, undone.entry.selectedBefore, this.notice('undone', { entry: undone.entry }));
  }
  redo(): void {
    const redone = redo(this.state.history);
    if (redone === null) return;
    this.restore(redone.history, redone.entry.selectedAfter, this.notice('redone', { entry: redone.entry }));
  }

  standOn(stop: Stop): void {
    this.set({ stop, chosen: new Set() });
  }
  choose(ids: Iterable<string>, stop?: Stop): void {
    this.set({ chosen: new Set(ids), ...(stop && { stop }) });
  }
  /** Takes over a log that was kept in the browser. */
  adopt(history: History): void {
    this.set({ history, stop: this.standing(history.definition, this.state.stop) });
  }
  /** Another definition from the server; what could be undone was about the old one. */
  reset(definition: AutomationDefinition): void {
    this.set({ history: startHistory(definition), stop: this.standing(definition, this.state.stop), chosen: new Set() });
  }

  private restore(history: History, selected: string | null, notice: Notice): void {
    const wanted: Stop = selected === null ? this.state.stop : { kind: 'step', id: selected };
    this.set({ history, stop: this.standing(history.definition, wanted), chosen: new Set(), notice });
  }
  private standing(definition: AutomationDefinition, stop: Stop): Stop {
    const id = stop.kind === 'step' ? stop.id : stop.from;
    const there = id === definition.trigger.id || definition.nodes.some((node) => node.id === id);
    return there ? stop : { kind: 'step', id: definition.trigger.id };
  }
  private notice(kind: Notice['kind'], more: Pick<Notice, 'refusal' | 'entry'>): Notice {
    return { serial: (this.state.notice?.serial ?? 0) + 1, kind, ...more };
  }
  private set(change: Partial<DraftState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Ids are keys of objects and stand in URLs: a letter, then letters and digits. */
export function newStepId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `s${Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')}`;
}
