import { Error as ErrorIcon, Plus, WarningSign } from '@blueprintjs/icons';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EdgeWords } from '../canvas/edge-layer.tsx';
import type { Drawing } from '../canvas/step-view.ts';
import type { LaidEdge } from '../layout/geometry.ts';
import { stepIcons } from '../model/icons.ts';
import { type Stop, stopKey } from '../navigation/navigation.ts';
import { Sentence } from '../sentences/sentence.tsx';
import './outline.css';

interface OutlineProps {
  readonly drawing: Drawing;
  readonly stop: Stop;
  readonly chosen: ReadonlySet<string>;
  readonly problems: ReadonlyMap<string, { readonly errors: number; readonly warnings: number }>;
  readonly edgeWords: EdgeWords;
  readonly label: string;
  readonly onStop: (stop: Stop) => void;
  readonly onOpen: (id: string) => void;
  readonly onInsert: ((place: { from: string; outcome: string }) => void) | null;
  readonly focusRequest: number;
}

/** One line of the outline: a step, the name of a branch, an open end, or a way to a step shown elsewhere. */
export type Line =
  | { readonly kind: 'step'; readonly id: string; readonly level: number }
  | { readonly kind: 'branch'; readonly edge: LaidEdge; readonly level: number }
  | { readonly kind: 'end'; readonly edge: LaidEdge; readonly level: number }
  | { readonly kind: 'link'; readonly edge: LaidEdge; readonly level: number };

/** The same steps as a tree: branches are one level deeper, and what they come together in stands again at the level they left. */
export function linesOf(drawing: Drawing): Line[] {
  const { layout } = drawing;
  const byFrom = new Map<string, LaidEdge[]>();
  for (const edge of layout.edges) byFrom.set(edge.from, [...(byFrom.get(edge.from) ?? []), edge]);
  const entering = new Map<string, number>();
  for (const edge of layout.edges) if (edge.shape === 'line' && edge.to !== null) entering.set(edge.to, (entering.get(edge.to) ?? 0) + 1);
  const lines: Line[] = [];
  const seen = new Set<string>();
  const walk = (id: string, level: number): void => {
    if (seen.has(id)) return;
    seen.add(id);
    lines.push({ kind: 'step', id, level });
    const edges = byFrom.get(id) ?? [];
    for (const edge of edges) follow(edge, edges.length > 1, level);
    for (const join of layout.joinsOf.get(id) ?? []) walk(join, level);
  };
  const follow = (edge: LaidEdge, several: boolean, level: number): void => {
    const deeper = several ? level + 1 : level;
    if (several) lines.push({ kind: 'branch', edge, level: deeper });
    const inner = several ? deeper + 1 : level;
    if (edge.to === null) lines.push({ kind: 'end', edge, level: inner });
    else if (edge.shape === 'line' && (entering.get(edge.to) ?? 0) < 2) walk(edge.to, inner);
    else lines.push({ kind: 'link', edge, level: inner });
  };
  for (const id of layout.order) walk(id, 1);
  return lines;
}

export function Outline(props: OutlineProps) {
  const { drawing, stop, focusRequest } = props;
  const lines = useMemo(() => linesOf(drawing), [drawing]);
  const tree = useRef<HTMLDivElement>(null);
  const key = stopKey(stop);
  const asked = useRef(focusRequest);
  useEffect(() => {
    const element = tree.current?.querySelector<HTMLElement>(`[data-stop="${CSS.escape(key)}"]`);
    element?.scrollIntoView({ block: 'nearest' });
    if (asked.current === focusRequest) return;
    asked.current = focusRequest;
    element?.focus({ preventScroll: true });
  }, [key, focusRequest]);
  return (
    <div className="cz-outline" role="tree" aria-label={props.label} ref={tree}>
      {lines.map((line) => (
        <OutlineLine key={line.kind === 'step' ? line.id : `${line.kind} ${line.edge.id}`} line={line} {...props} />
      ))}
    </div>
  );
}

function OutlineLine({ line, ...props }: OutlineProps & { readonly line: Line }) {
  const style = { paddingInlineStart: 12 + (line.level - 1) * 16 };
  if (line.kind === 'step') return <StepLine id={line.id} level={line.level} {...props} />;
  const { edge } = line;
  const name = props.edgeWords.outcome(edge.from, edge.outcome);
  if (line.kind === 'branch') {
    return (
      <div role="treeitem" aria-level={line.level} aria-label={name} className="cz-outline-branch" style={style} tabIndex={-1}>
        {name}
      </div>
    );
  }
  if (line.kind === 'link') {
    const target = edge.to === null ? '' : edge.shape === 'line' ? props.edgeWords.goOnAt(edge.to) : props.edgeWords.goTo(edge.to);
    return (
      <div role="treeitem" aria-level={line.level} className="cz-outline-link" style={style} tabIndex={-1}>
        <span className="cz-goto-chip">{target}</span>
      </div>
    );
  }
  const current = props.stop.kind === 'end' && stopKey(props.stop) === edge.id;
  const insert = props.edgeWords.insertAfter(edge.from, edge.outcome);
  if (props.onInsert === null) return null;
  return (
    <div
      role="treeitem"
      aria-level={line.level}
      aria-label={insert}
      className="cz-outline-end"
      style={style}
      tabIndex={current ? 0 : -1}
      data-stop={edge.id}
      onClick={() => props.onInsert?.({ from: edge.from, outcome: edge.outcome })}
      onKeyDown={() => undefined}
    >
      <Plus size={14} /> {insert}
    </div>
  );
}

function StepLine({
  id,
  level,
  drawing,
  stop,
  chosen,
  problems,
  onStop,
  onOpen,
}: OutlineProps & { readonly id: string; readonly level: number }) {
  const { t } = useTranslation('builder');
  const view = drawing.views.get(id);
  if (view === undefined) return null;
  const Icon = stepIcons[view.type];
  const found = problems.get(id);
  const current = stop.kind === 'step' && stop.id === id;
  const press = () => {
    onStop({ kind: 'step', id });
    onOpen(id);
  };
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-selected={chosen.has(id) || current}
      className="cz-outline-step"
      data-current={current || undefined}
      data-chosen={chosen.has(id) || undefined}
      data-rail={view.rail}
      style={{ paddingInlineStart: 12 + (level - 1) * 16 }}
      tabIndex={current ? 0 : -1}
      data-stop={id}
      onClick={press}
      onKeyDown={() => undefined}
    >
      <span className="cz-step-number">
        <span className="cz-hidden">{t('canvas.step')} </span>
        {view.number > 0 ? view.number : ''}
      </span>
      <span className="cz-step-glyph">
        <Icon size={16} />
      </span>
      <span className="cz-outline-text">
        <b>{view.name || view.verb}</b> <Sentence parts={view.parts} />
        {view.gotoFrom.length > 0 && (
          <span className="cz-meta"> · {t('canvas.from', { steps: view.gotoFrom.join(', '), count: view.gotoFrom.length })}</span>
        )}
      </span>
      {(found?.errors ?? 0) > 0 && (
        <span className="cz-step-badge" data-intent="danger">
          <ErrorIcon size={12} /> {found?.errors} <span className="cz-hidden">{t('canvas.errors', { count: found?.errors ?? 0 })}</span>
        </span>
      )}
      {(found?.warnings ?? 0) > 0 && (
        <span className="cz-step-badge" data-intent="warning">
          <WarningSign size={12} /> {found?.warnings}{' '}
          <span className="cz-hidden">{t('canvas.warnings', { count: found?.warnings ?? 0 })}</span>
        </span>
      )}
    </div>
  );
}
