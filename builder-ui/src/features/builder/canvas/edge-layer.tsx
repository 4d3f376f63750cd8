import { Plus } from '@blueprintjs/icons';
import { Fragment, memo } from 'react';
import { chip, type LaidEdge, type Layout, type Point } from '../layout/geometry.ts';

/** Words for what stands on the lines; functions of ids, so that the layer stays the same while they do. */
export interface EdgeWords {
  outcome(from: string, outcome: string): string;
  insertAfter(from: string, outcome: string): string;
  insertBefore(id: string): string;
  goTo(id: string): string;
  /** The branches come together there. */
  goOnAt(id: string): string;
}

interface EdgeLayerProps {
  readonly layout: Layout;
  readonly words: EdgeWords;
  /** Null: nothing can be inserted here. */
  readonly onInsert: ((place: { from: string; outcome: string } | { before: string }, element: HTMLElement) => void) | null;
  readonly onGoTo: (id: string) => void;
  /** The open end the keyboard stands on, as `from/outcome`. */
  readonly stopAt: string | null;
  /** Edges a run has taken; null outside of runs. */
  readonly taken: ReadonlySet<string> | null;
  readonly lit: string | null;
}

/** Lines with rounded corners, insert buttons, branch labels and chips, drawn once per layout and moved as one by the viewport. */
export const EdgeLayer = memo(function EdgeLayer({ layout, words, onInsert, onGoTo, stopAt, taken, lit }: EdgeLayerProps) {
  return (
    <div className="cz-edges">
      <svg className="cz-edges-lines" width={layout.width + 2} height={layout.height + 2} aria-hidden>
        {layout.edges.map((edge) => (
          <path
            key={edge.id}
            d={pathOf(edge.points)}
            data-shape={edge.shape}
            data-paint={taken === null ? undefined : taken.has(edge.id) ? 'taken' : 'rest'}
          />
        ))}
        {[...layout.joins].map(([id, point]) => {
          const took = taken !== null && layout.edges.some((edge) => edge.to === id && taken.has(edge.id));
          return taken === null ? null : <circle key={id} cx={point.x} cy={point.y - 20} r={3} data-paint={took ? 'taken' : 'rest'} />;
        })}
      </svg>
      {layout.edges.map((edge) => (
        <Fragment key={edge.id}>
          {edge.label && (
            <span
              className="cz-edge-label"
              style={at(edge.label)}
              data-paint={taken === null ? undefined : taken.has(edge.id) ? 'taken' : 'rest'}
            >
              {words.outcome(edge.from, edge.outcome)}
            </span>
          )}
          {onInsert && <InsertButton edge={edge} words={words} onInsert={onInsert} current={stopAt === edge.id} />}
          {!onInsert && edge.shape === 'open' && <span className="cz-edge-end" style={at(edge.insert)} aria-hidden />}
          {edge.shape === 'chip' && edge.to !== null && (
            <button
              type="button"
              tabIndex={-1}
              className="cz-goto-chip"
              data-lit={lit === edge.to || undefined}
              style={{ ...chipAt(edge), width: chip.width, height: chip.height }}
              onClick={() => edge.to !== null && onGoTo(edge.to)}
            >
              {words.goTo(edge.to)}
            </button>
          )}
        </Fragment>
      ))}
      {onInsert &&
        [...layout.joins].map(([id, point]) => (
          <button
            key={id}
            type="button"
            tabIndex={-1}
            className="cz-insert"
            style={at(point)}
            aria-label={words.insertBefore(id)}
            onClick={(event) => onInsert({ before: id }, event.currentTarget)}
          >
            <Plus size={14} />
          </button>
        ))}
    </div>
  );
});

interface InsertButtonProps {
  readonly edge: LaidEdge;
  readonly words: EdgeWords;
  readonly current: boolean;
  readonly onInsert: NonNullable<EdgeLayerProps['onInsert']>;
}

function InsertButton({ edge, words, onInsert, current }: InsertButtonProps) {
  const open = edge.shape === 'open';
  return (
    <button
      type="button"
      className="cz-insert"
      data-open={open || undefined}
      data-stop={open ? edge.id : undefined}
      tabIndex={current ? 0 : -1}
      style={at(edge.insert)}
      aria-label={words.insertAfter(edge.from, edge.outcome)}
      onClick={(event) => onInsert({ from: edge.from, outcome: edge.outcome }, event.currentTarget)}
    >
      <Plus size={14} />
    </button>
  );
}

function at(point: Point) {
  return { left: point.x, top: point.y };
}

function chipAt(edge: LaidEdge) {
  const end = edge.points.at(-1) ?? { x: 0, y: 0 };
  return { left: end.x - chip.width / 2, top: end.y };
}

const corner = 8;

/** Straight lines with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${first.x},${first.y}`;
  let from = first;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) path += `L${point.x},${point.y}`;
    else {
      const before = towards(point, from);
      const after = towards(point, next);
      path += `L${before.x},${before.y}Q${point.x},${point.y} ${after.x},${after.y}`;
    }
    from = point;
  }
  return path;
}

/** The point on the way from a corner to another point at which the bend begins. */
function towards(from: Point, to: Point): Point {
  const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
  const part = length === 0 ? 0 : Math.min(corner, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
