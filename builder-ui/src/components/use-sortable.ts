import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useState } from 'react';

interface Sortable {
  readonly isLifted: boolean;
  /** Something is held over it: where it would go if it were let go. */
  readonly over: 'before' | 'after' | null;
}

/** A row of an ordered list that the pointer moves; keys and buttons do the same beside it. `list` keeps two lists apart. */
export function useSortable(
  row: RefObject<HTMLElement | null>,
  { list, index, disabled, onMove }: { list: string; index: number; disabled: boolean; onMove: (from: number, to: number) => void },
): Sortable {
  const [isLifted, setLifted] = useState(false);
  const [over, setOver] = useState<Sortable['over']>(null);
  useEffect(() => {
    const element = row.current;
    if (element === null || disabled) return undefined;
    return combine(
      draggable({
        element,
        getInitialData: () => ({ list, index }),
        onDragStart: () => setLifted(true),
        onDrop: () => setLifted(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data['list'] === list && source.data['index'] !== index,
        onDragEnter: ({ source }) => setOver(Number(source.data['index']) > index ? 'before' : 'after'),
        onDragLeave: () => setOver(null),
        onDrop: ({ source }) => {
          setOver(null);
          onMove(Number(source.data['index']), index);
        },
      }),
    );
  }, [row, list, index, disabled, onMove]);
  return { isLifted, over };
}

/** The list with one member in another place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}
