import type { Layout, Rect } from '../layout/geometry.ts';
import { card } from '../layout/geometry.ts';

/** Where the keyboard can stand on the canvas: on a step, or at the end of a branch that is still open. */
export type Stop =
  | { readonly kind: 'step'; readonly id: string }
  | { readonly kind: 'end'; readonly from: string; readonly outcome: string };

export type Direction = 'up' | 'down' | 'left' | 'right' | 'home' | 'end';

export function stopKey(stop: Stop): string {
  return stop.kind === 'step' ? stop.id : `${stop.from}/${stop.outcome}`;
}

/** The stop a key leads to; null when there is none in that direction. Pure: the canvas only moves the focus there. */
export function neighbour(layout: Layout, from: Stop, direction: Direction): Stop | null {
  switch (direction) {
    case 'down':
      return from.kind === 'step' ? (below(layout, from.id)[0] ?? null) : null;
    case 'up':
      return above(layout, from);
    case 'left':
    case 'right':
      return beside(layout, from, direction);
    case 'home':
      return layout.order[0] === undefined ? null : { kind: 'step', id: layout.order[0] };
    case 'end': {
      const last = layout.order.at(-1);
      return last === undefined ? null : { kind: 'step', id: last };
    }
  }
}

function below(layout: Layout, id: string): Stop[] {
  return layout.edges
    .filter((edge) => edge.from === id)
    .flatMap((edge): Stop[] => {
      if (edge.shape === 'line' && edge.to !== null) return [{ kind: 'step', id: edge.to }];
      return edge.shape === 'open' ? [{ kind: 'end', from: edge.from, outcome: edge.outcome }] : [];
    });
}

function above(layout: Layout, stop: Stop): Stop | null {
  if (stop.kind === 'end') return { kind: 'step', id: stop.from };
  const rect = layout.nodes.get(stop.id);
  const entering = layout.edges.filter((edge) => edge.to === stop.id && edge.shape === 'line');
  // Of the branches that come together here, the one that runs straight down.
  const straight = entering.find((edge) => edge.points[0]?.x === (rect?.x ?? 0) + card.width / 2) ?? entering[0];
  return straight === undefined ? null : { kind: 'step', id: straight.from };
}

interface Spot {
  readonly stop: Stop;
  readonly rect: Rect;
}

/** The nearest stop in the column to the left or right, by height; far-off columns count less than near ones. */
function beside(layout: Layout, from: Stop, direction: 'left' | 'right'): Stop | null {
  const spots = allSpots(layout);
  const here = spots.find((spot) => stopKey(spot.stop) === stopKey(from))?.rect;
  if (here === undefined) return null;
  const side = spots.filter(({ rect }) => (direction === 'left' ? rect.x + rect.width <= here.x : rect.x >= here.x + here.width));
  const distance = ({ rect }: Spot) => {
    const across = direction === 'left' ? here.x - rect.x : rect.x - here.x;
    const down = Math.abs(rect.y - here.y);
    return down * 2 + across;
  };
  const best = side.toSorted((a, b) => distance(a) - distance(b))[0];
  return best?.stop ?? null;
}

function allSpots(layout: Layout): Spot[] {
  const steps = [...layout.nodes].map(([id, rect]): Spot => ({ stop: { kind: 'step', id }, rect }));
  const ends = layout.edges
    .filter((edge) => edge.shape === 'open')
    .map((edge): Spot => {
      const rect = { x: edge.insert.x - 12, y: edge.insert.y - 12, width: 24, height: 24 };
      return { stop: { kind: 'end', from: edge.from, outcome: edge.outcome }, rect };
    });
  return [...steps, ...ends];
}

/** The steps from one to another in reading order, both included: what Shift with an arrow selects. */
export function range(layout: Layout, from: string, to: string): string[] {
  const [a, b] = [layout.order.indexOf(from), layout.order.indexOf(to)];
  if (a < 0 || b < 0) return [];
  return layout.order.slice(Math.min(a, b), Math.max(a, b) + 1);
}
