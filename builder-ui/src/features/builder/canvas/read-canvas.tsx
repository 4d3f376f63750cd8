import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { useHotkeyScope } from '../../../lib/hotkeys/hotkeys.tsx';
import { type Direction, neighbour, type Stop } from '../navigation/navigation.ts';
import type { Words } from '../sentences/words.ts';
import { CanvasTools } from './canvas-tools.tsx';
import { Canvas, type CanvasControls } from './canvas.tsx';
import type { Paint } from './step-card.tsx';
import { type Drawing, draw, Sketches, spokenName } from './step-view.ts';
import { useEdgeWords } from './use-edge-words.ts';

/** Words, sizes and positions of a definition that nobody edits here. */
export function useDrawing(definition: AutomationDefinition, words: Words): Drawing {
  const sketches = useMemo(() => new Sketches(words), [words]);
  return useMemo(() => draw(definition, sketches, words), [definition, sketches, words]);
}

interface ReadCanvasProps {
  readonly drawing: Drawing;
  readonly words: Words;
  readonly label: string;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly paint?: ReadonlyMap<string, Paint>;
  readonly taken?: ReadonlySet<string>;
  readonly footnotes?: ReadonlyMap<string, string>;
}

/** The same canvas to look at: a version, or the path of a run. Arrow keys move along it. */
export function ReadCanvas({ drawing, words, label, selected, onSelect, ...paints }: ReadCanvasProps) {
  const { t } = useTranslation('builder');
  const [focusRequest, setFocusRequest] = useState(0);
  const [within, setWithin] = useState(false);
  const controls = useRef<CanvasControls | null>(null);
  const edgeWords = useEdgeWords(drawing, words);
  const stop: Stop = { kind: 'step', id: selected !== null && drawing.views.has(selected) ? selected : (drawing.layout.order[0] ?? '') };
  const go = (direction: Direction) => () => {
    const next = neighbour(drawing.layout, stop, direction);
    if (next?.kind !== 'step') return;
    onSelect(next.id);
    setFocusRequest((count) => count + 1);
  };
  const key = (combo: string, name: string, run: () => void) => ({ combo, label: t(`keys.${name}`), run, disabled: !within });
  useHotkeyScope(t('keys.scope'), [
    key('ArrowDown', 'down', go('down')),
    key('ArrowUp', 'up', go('up')),
    key('ArrowLeft', 'left', go('left')),
    key('ArrowRight', 'right', go('right')),
    key('Home', 'home', go('home')),
    key('End', 'end', go('end')),
    key('Enter', 'open', () => onSelect(stop.id)),
    key('-', 'zoomOut', () => controls.current?.zoomOut()),
    key('=', 'zoomIn', () => controls.current?.zoomIn()),
    key('0', 'fit', () => controls.current?.fit()),
    key('1', 'full', () => controls.current?.full()),
  ]);
  const spoken = useCallback(
    (id: string) => {
      const view = drawing.views.get(id);
      const painted = paints.paint === undefined ? undefined : (paints.paint.get(id) ?? 'rest');
      const state = painted === undefined ? '' : `, ${t(`canvas.paint.${painted}`)}`;
      const figures = paints.footnotes?.get(id);
      return view === undefined ? id : spokenName(view, drawing.count, 0, words) + state + (figures ? `, ${figures}` : '');
    },
    [drawing, words, paints.paint, paints.footnotes, t],
  );
  return (
    // it only notes where the focus is.
    <div className="cz-read-canvas" onFocusCapture={() => setWithin(true)} onBlurCapture={() => setWithin(false)}>
      <Canvas
        drawing={drawing}
        stop={stop}
        onStop={(next) => next.kind === 'step' && onSelect(next.id)}
        onOpen={onSelect}
        edgeWords={edgeWords}
        spoken={spoken}
        label={label}
        focusRequest={focusRequest}
        controls={(given) => (controls.current = given)}
        {...paints}
      >
        <CanvasTools controls={() => controls.current} />
      </Canvas>
    </div>
  );
}
