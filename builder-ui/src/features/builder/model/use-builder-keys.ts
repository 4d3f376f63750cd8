import { useTranslation } from 'react-i18next';
import type { Hotkey } from '../../../lib/hotkeys/hotkeys.tsx';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { type Direction, neighbour, range, type Stop } from '../navigation/navigation.ts';
import type { CanvasControls } from '../canvas/canvas.tsx';
import type { Builder } from './builder-context.ts';

export interface KeyActions {
  readonly stop: Stop;
  readonly chosen: ReadonlySet<string>;
  /** The keyboard is on the canvas or the outline, not in a field beside it. */
  readonly onCanvas: boolean;
  readonly controls: () => CanvasControls | null;
  readonly go: (stop: Stop) => void;
  readonly open: (stop: Stop) => void;
  readonly back: () => void;
  readonly insertAfter: () => void;
  readonly insertBefore: () => void;
  readonly rename: () => void;
  readonly note: () => void;
  readonly branch: () => void;
  readonly setGoto: () => void;
  readonly remove: () => void;
  readonly move: (direction: 'up' | 'down' | 'left' | 'right') => void;
  readonly duplicate: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly fix: () => void;
  readonly save: () => void;
  readonly problem: (step: 1 | -1) => void;
  readonly problems: () => void;
  readonly find: () => void;
  readonly outline: () => void;
  readonly publish: () => void;
  readonly gotoTarget: () => void;
}

/** The keys of the canvas. They come before the global ones, and only while the keyboard is on it. */
export function useBuilderKeys(builder: Builder, actions: KeyActions): void {
  const { t } = useTranslation('builder');
  const { layout } = builder.drawing;
  const { stop } = actions;
  const away = !actions.onCanvas;
  const frozen = away || builder.readOnly;
  const step = (direction: Direction) => () => {
    const next = neighbour(layout, stop, direction);
    if (next) actions.go(next);
  };
  const key = (combo: string, name: string, run: (event: KeyboardEvent) => void, disabled = away): Hotkey => ({
    combo,
    label: t(`keys.${name}`),
    run,
    disabled,
  });
  const press = (event: KeyboardEvent) => {
    // A button under the keyboard is pressed itself; elsewhere Enter opens the step.
    if (event.target instanceof HTMLButtonElement && event.target.dataset.stop === undefined) event.target.click();
    else actions.open(stop);
  };
  useHotkeyScope(t('keys.scope'), [
    key('ArrowDown', 'down', step('down')),
    key('ArrowUp', 'up', step('up')),
    key('ArrowLeft', 'left', step('left')),
    key('ArrowRight', 'right', step('right')),
    key('Home', 'home', step('home')),
    key('End', 'end', step('end')),
    key('Enter', 'open', press),
    key('Escape', 'back', actions.back),
    key('t', 'target', actions.gotoTarget),
    key('/', 'insertAfter', actions.insertAfter, frozen),
    key('+', 'insertAfter', actions.insertAfter, frozen),
    key('shift+Enter', 'insertBefore', actions.insertBefore, frozen),
    key('F2', 'rename', actions.rename, frozen),
    key('n', 'note', actions.note, frozen),
    key('b', 'branch', actions.branch, frozen),
    key('r', 'goto', actions.setGoto, frozen),
    key('Delete', 'remove', actions.remove, frozen),
    key('Backspace', 'remove', actions.remove, frozen),
    key('alt+ArrowUp', 'moveUp', () => actions.move('up'), frozen),
    key('alt+ArrowDown', 'moveDown', () => actions.move('down'), frozen),
    key('alt+ArrowLeft', 'moveBranch', () => actions.move('left'), frozen),
    key('alt+ArrowRight', 'moveBranch', () => actions.move('right'), frozen),
    key('mod+d', 'duplicate', actions.duplicate, frozen),
    key('mod+z', 'undo', actions.undo, builder.readOnly),
    key('mod+shift+z', 'redo', actions.redo, builder.readOnly),
    key('mod+y', 'redo', actions.redo, builder.readOnly),
    { ...key('mod+.', 'fix', actions.fix, builder.readOnly), inFields: true },
    { ...key('mod+s', 'save', actions.save, builder.readOnly), inFields: true },
    key('Space', 'choose', () => toggle(builder, actions)),
    key('shift+ArrowDown', 'extend', () => extend(builder, actions, 'down')),
    key('shift+ArrowUp', 'extend', () => extend(builder, actions, 'up')),
    key('mod+a', 'all', () => builder.store.choose(builder.definition.nodes.map((node) => node.id))),
    { ...key('F8', 'nextProblem', () => actions.problem(1), false), inFields: true },
    { ...key('shift+F8', 'previousProblem', () => actions.problem(-1), false), inFields: true },
    key('p', 'problems', actions.problems, false),
    key('mod+f', 'find', actions.find),
    key('o', 'outline', actions.outline, false),
    key('shift+p', 'publish', actions.publish, builder.readOnly),
    key('-', 'zoomOut', () => actions.controls()?.zoomOut()),
    key('=', 'zoomIn', () => actions.controls()?.zoomIn()),
    key('0', 'fit', () => actions.controls()?.fit()),
    key('1', 'full', () => actions.controls()?.full()),
    key('z', 'centre', () => actions.controls()?.centre(stop.kind === 'step' ? stop.id : stop.from)),
    key('PageDown', 'page', () => actions.controls()?.pan(0, -1)),
    key('PageUp', 'page', () => actions.controls()?.pan(0, 1)),
  ]);
}

function toggle({ store }: Builder, { stop, chosen }: KeyActions): void {
  if (stop.kind !== 'step') return;
  const next = new Set(chosen);
  if (!next.delete(stop.id)) next.add(stop.id);
  store.choose(next);
}

function extend({ store, drawing, definition }: Builder, { stop, chosen }: KeyActions, direction: 'up' | 'down'): void {
  if (stop.kind !== 'step') return;
  const next = neighbour(drawing.layout, stop, direction);
  if (next?.kind !== 'step' || next.id === definition.trigger.id) return;
  const anchor =
    direction === 'down' ? drawing.layout.order.find((id) => chosen.has(id)) : drawing.layout.order.findLast((id) => chosen.has(id));
  store.choose(range(drawing.layout, anchor ?? stop.id, next.id), next);
}
