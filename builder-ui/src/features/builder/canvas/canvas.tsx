import { type NodeTypes, ReactFlow, ReactFlowProvider, useReactFlow, type Viewport, ViewportPortal } from 'reactflow';
import 'reactflow/dist/base.css';
import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useIsDark } from '../../../lib/preferences.ts';
import { card } from '../layout/geometry.ts';
import type { Stop } from '../navigation/navigation.ts';
import { stopKey } from '../navigation/navigation.ts';
import './canvas.css';
import './fill.css';
import { EdgeLayer, type EdgeWords } from './edge-layer.tsx';
import { type CardData, type CardNode, type Paint, StepCard } from './step-card.tsx';
import type { Drawing } from './step-view.ts';

const nodeTypes: NodeTypes = { step: StepCard };

export interface CanvasProps {
  readonly drawing: Drawing;
  readonly stop: Stop;
  readonly chosen?: ReadonlySet<string>;
  /** Errors and warnings by step. */
  readonly problems?: ReadonlyMap<string, { readonly errors: number; readonly warnings: number }>;
  readonly onStop: (stop: Stop) => void;
  /** A step was pressed (click or Enter). */
  readonly onOpen: (id: string) => void;
  readonly onInsert?: (place: { from: string; outcome: string } | { before: string }, element: HTMLElement) => void;
  readonly paint?: ReadonlyMap<string, Paint>;
  readonly taken?: ReadonlySet<string>;
  /** A few words in the corner of a card, e.g. the time a run passed it. */
  readonly footnotes?: ReadonlyMap<string, string>;
  readonly edgeWords: EdgeWords;
  readonly spoken: (id: string) => string;
  readonly label: string;
  readonly lit?: string | null;
  /** Counts up to ask for the focus to go to the stop. */
  readonly focusRequest?: number;
  readonly children?: ReactNode;
  readonly controls?: (controls: CanvasControls) => void;
}

export interface CanvasControls {
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  full(): void;
  centre(id: string): void;
  pan(dx: number, dy: number): void;
}

export const Canvas = memo(function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  );
});

function Flow(props: CanvasProps) {
  const { drawing, stop, edgeWords, lit = null } = props;
  const { t } = useTranslation('builder');
  const dark = useIsDark();
  const frame = useRef<HTMLDivElement>(null);
  const [start] = useState<Viewport | undefined>(() => undefined);
  const nodes = useCardNodes(props);
  const [small, setSmall] = useState(false);
  useControls(props, frame);
  useFocus(props, frame);
  const onOpen = props.onOpen;
  const onStop = props.onStop;
  const press = useCallback(
    (id: string) => {
      onStop({ kind: 'step', id });
      onOpen(id);
    },
    [onOpen, onStop],
  );
  const ariaLabels = useMemo(
    () => ({ 'node.a11yDescription.default': t('canvas.nodeHelp'), 'node.a11yDescription.keyboardDisabled': '' }),
    [t],
  );
  return (
    <div className="cz-canvas" ref={frame} dir="ltr" data-far={small || undefined}>
      <ReactFlow<CardNode>
        nodes={nodes}
        edges={noEdges}
        nodeTypes={nodeTypes}
        colorMode={dark ? 'dark' : 'light'}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        nodesFocusable
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={0.15}
        maxZoom={1.5}
        defaultViewport={start ?? { x: 40, y: 32, zoom: 1 }}
        onMove={(_, viewport) => setSmall(viewport.zoom < 0.6)}
        onNodeClick={(_, node) => press(node.id)}
        ariaLabelConfig={ariaLabels}
        aria-label={props.label}
        attributionPosition="bottom-left"
      >
        <ViewportPortal>
          <EdgeLayer
            layout={drawing.layout}
            words={edgeWords}
            onInsert={props.onInsert ?? null}
            onGoTo={press}
            stopAt={stop.kind === 'end' ? stopKey(stop) : null}
            taken={props.taken ?? null}
            lit={lit}
          />
        </ViewportPortal>
        {props.children}
      </ReactFlow>
    </div>
  );
}

const noEdges: never[] = [];

/** Nodes of React Flow; one that has not changed stays the same object, so its card is not drawn again. */
function useCardNodes({ drawing, stop, chosen, problems, paint, footnotes, spoken, lit }: CanvasProps): CardNode[] {
  const { t } = useTranslation('builder');
  const before = useRef(new Map<string, CardNode>());
  return useMemo(() => {
    const next = new Map<string, CardNode>();
    for (const [id, view] of drawing.views) {
      const rect = drawing.layout.nodes.get(id);
      if (rect === undefined) continue;
      const found = problems?.get(id);
      const data: CardData = {
        view,
        errors: found?.errors ?? 0,
        warnings: found?.warnings ?? 0,
        current: stop.kind === 'step' && stop.id === id,
        chosen: chosen?.has(id) ?? false,
        lit: lit === id,
        paint: paint === undefined ? null : (paint.get(id) ?? 'rest'),
        footnote: footnotes?.get(id) ?? '',
        labels: labelsOf(t, found?.errors ?? 0, found?.warnings ?? 0, view.gotoFrom),
      };
      const name = spoken(id);
      const old = before.current.get(id);
      const same =
        old !== undefined && old.position.x === rect.x && old.position.y === rect.y && old.ariaLabel === name && sameData(old.data, data);
      next.set(id, same ? old : cardNode(id, rect, data, name, t('canvas.step')));
    }
    before.current = next;
    return [...next.values()];
  }, [drawing, stop, chosen, problems, paint, footnotes, spoken, lit, t]);
}

function labelsOf(
  t: (key: string, options: Record<string, unknown>) => string,
  errors: number,
  warnings: number,
  from: readonly number[],
): CardData['labels'] {
  return {
    errors: errors > 0 ? t('canvas.errors', { count: errors }) : '',
    warnings: warnings > 0 ? t('canvas.warnings', { count: warnings }) : '',
    note: t('canvas.note', {}),
    from: from.length > 0 ? t('canvas.from', { steps: from.join(', '), count: from.length }) : '',
  };
}

function sameData(a: CardData, b: CardData): boolean {
  const flat: (keyof CardData)[] = ['errors', 'warnings', 'current', 'chosen', 'lit', 'paint', 'footnote'];
  if (flat.some((key) => a[key] !== b[key])) return false;
  const [left, right] = [a.view, b.view];
  return (
    left.parts === right.parts &&
    left.number === right.number &&
    left.name === right.name &&
    left.note === right.note &&
    left.height === right.height &&
    left.gotoFrom.join() === right.gotoFrom.join()
  );
}

function cardNode(id: string, rect: { x: number; y: number; height: number }, data: CardData, name: string, kind: string): CardNode {
  return {
    id,
    type: 'step',
    position: { x: rect.x, y: rect.y },
    width: card.width,
    height: rect.height,
    measured: { width: card.width, height: rect.height },
    data,
    ariaLabel: name,
    ariaRole: 'group',
    domAttributes: { tabIndex: data.current ? 0 : -1, 'aria-roledescription': kind, 'aria-current': data.current ? 'step' : undefined },
  };
}

/** React Flow draws a node that is new a few frames after it was handed over. */
function focusWhenDrawn(host: HTMLElement, selector: string, frames = 20): void {
  const target = host.querySelector<HTMLElement>(selector);
  if (target !== null) target.focus({ preventScroll: true });
  else if (frames > 0) requestAnimationFrame(() => focusWhenDrawn(host, selector, frames - 1));
}

/** Brings the stop into view and, when asked, the focus onto it; never scrolls the page. */
function useFocus({ stop, drawing, focusRequest = 0 }: CanvasProps, frame: React.RefObject<HTMLDivElement | null>): void {
  const { getViewport, setViewport } = useReactFlow();
  const key = stopKey(stop);
  const asked = useRef(focusRequest);
  useEffect(() => {
    const host = frame.current;
    const rect =
      stop.kind === 'step'
        ? drawing.layout.nodes.get(stop.id)
        : (() => {
            const edge = drawing.layout.edges.find((one) => one.id === key);
            return edge && { x: edge.insert.x - 12, y: edge.insert.y - 12, width: 24, height: 24 };
          })();
    if (host === null || rect === undefined) return;
    const view = getViewport();
    const margin = 24;
    // The zoom buttons stand in the corner.
    const rightMargin = 72;
    const left = rect.x * view.zoom + view.x;
    const top = rect.y * view.zoom + view.y;
    const right = left + rect.width * view.zoom;
    const bottom = top + rect.height * view.zoom;
    let { x, y } = view;
    if (right > host.clientWidth - rightMargin) x -= right - host.clientWidth + rightMargin;
    if (left < margin) x = view.x + margin - left;
    if (bottom > host.clientHeight - margin) y -= bottom - host.clientHeight + margin;
    if (top < margin) y = view.y + margin - top;
    if (x !== view.x || y !== view.y) void setViewport({ x, y, zoom: view.zoom }, { duration: 150 });
    if (asked.current === focusRequest) return;
    asked.current = focusRequest;
    focusWhenDrawn(host, stop.kind === 'step' ? `[data-id="${CSS.escape(stop.id)}"]` : `[data-stop="${CSS.escape(key)}"]`);
  }, [key, stop, drawing, focusRequest, frame, getViewport, setViewport]);
}

function useControls({ controls, drawing }: CanvasProps, frame: React.RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow();
  const layout = useRef(drawing.layout);
  layout.current = drawing.layout;
  useEffect(() => {
    controls?.({
      zoomIn: () => void flow.zoomIn({ duration: 100 }),
      zoomOut: () => void flow.zoomOut({ duration: 100 }),
      fit: () => void flow.fitView({ duration: 200, padding: 0.1, maxZoom: 1 }),
      full: () => void flow.zoomTo(1, { duration: 100 }),
      centre: (id) => {
        const rect = layout.current.nodes.get(id);
        if (rect) void flow.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, { zoom: flow.getZoom(), duration: 200 });
      },
      pan: (dx, dy) => {
        const { x, y, zoom } = flow.getViewport();
        const height = frame.current?.clientHeight ?? 400;
        void flow.setViewport({ x: x + dx, y: y + dy * height * 0.8, zoom }, { duration: 150 });
      },
    });
  }, [controls, flow, frame]);
}
