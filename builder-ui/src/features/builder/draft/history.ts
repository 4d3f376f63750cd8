import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import type { StepCatalogue } from './catalogue.ts';
import { carryOut, type Command, type Refusal } from './commands.ts';
import { applyOps, type Op, opsBetween, undoOps } from './ops.ts';

export const historyDepth = 500;
/** Typing in one field is one entry as long as the pauses are shorter. */
export const coalesceMs = 800;

/** One entry of the log. Selection is kept to be restored, it is not a change of its own. */
export interface Entry {
  readonly label: Command['type'];
  /** The step it is about, for words such as "Undo: changed step 3". */
  readonly nodeId: string | null;
  readonly ops: readonly Op[];
  readonly coalesce: string | null;
  readonly at: number;
  readonly selectedBefore: string | null;
  readonly selectedAfter: string | null;
}

export interface History {
  readonly definition: AutomationDefinition;
  readonly undo: readonly Entry[];
  readonly redo: readonly Entry[];
}

export interface Surroundings {
  readonly catalogue: StepCatalogue;
  readonly now: number;
  readonly selected: string | null;
  readonly selectedAfter: string | null;
}

export type Recorded =
  | { readonly ok: true; readonly history: History; readonly changed: boolean }
  | { readonly ok: false; readonly refusal: Refusal };

export function startHistory(definition: AutomationDefinition): History {
  return { definition, undo: [], redo: [] };
}

/** Carries a command out and notes it. What changes nothing is not noted and keeps what can be redone. */
export function record(history: History, command: Command, around: Surroundings): Recorded {
  const carried = carryOut(history.definition, command, around.catalogue);
  if (!carried.ok) return carried;
  const ops = opsBetween(history.definition, carried.definition);
  if (ops.length === 0) return { ok: true, history, changed: false };
  const entry: Entry = {
    label: command.type,
    nodeId: subjectOf(command),
    ops,
    coalesce: coalesceKey(command),
    at: around.now,
    selectedBefore: around.selected,
    selectedAfter: around.selectedAfter,
  };
  // Applied by its own operations, so that redoing cannot differ from doing.
  const definition = applyOps(history.definition, ops);
  return { ok: true, changed: true, history: { definition, undo: pushed(history.undo, entry), redo: [] } };
}

function pushed(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  const last = entries.at(-1);
  if (last !== undefined && entry.coalesce !== null && last.coalesce === entry.coalesce && entry.at - last.at < coalesceMs) {
    return [...entries.slice(0, -1), { ...entry, ops: [...last.ops, ...entry.ops], selectedBefore: last.selectedBefore }];
  }
  return [...entries, entry].slice(-historyDepth);
}

/** After a blur the next keystroke begins a new entry. */
export function sealed(history: History): History {
  const last = history.undo.at(-1);
  if (last === undefined || last.coalesce === null) return history;
  return { ...history, undo: [...history.undo.slice(0, -1), { ...last, coalesce: null }] };
}

export function undo(history: History): { readonly history: History; readonly entry: Entry } | null {
  const entry = history.undo.at(-1);
  if (entry === undefined) return null;
  return {
    entry,
    history: {
      definition: undoOps(history.definition, entry.ops),
      undo: history.undo.slice(0, -1),
      redo: [...history.redo, { ...entry, coalesce: null }],
    },
  };
}

export function redo(history: History): { readonly history: History; readonly entry: Entry } | null {
  const entry = history.redo.at(-1);
  if (entry === undefined) return null;
  return {
    entry,
    history: { definition: applyOps(history.definition, entry.ops), undo: [...history.undo, entry], redo: history.redo.slice(0, -1) },
  };
}

function subjectOf(command: Command): string | null {
  if ('nodeId' in command) return command.nodeId;
  if (command.type === 'insert') return command.node.id;
  if (command.type === 'goto') return command.from;
  return null;
}

function coalesceKey(command: Command): string | null {
  switch (command.type) {
    case 'configure':
      return command.pointer === undefined ? null : `configure ${command.nodeId} ${command.pointer}`;
    case 'rename':
    case 'failure':
    case 'note':
      return `${command.type} ${command.nodeId}`;
    case 'trigger':
    case 'settings':
      return command.pointer === undefined ? null : `${command.type} ${command.pointer}`;
    default:
      return null;
  }
}
