import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { Button, Menu, MenuItem, PopoverNext } from '@blueprintjs/core';
import { More } from '@blueprintjs/icons';
import { type KeyboardEvent, memo, type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './board.css';

export interface BoardCardView {
  readonly id: string;
  readonly name: string;
}

export interface BoardColumnView<T extends BoardCardView> {
  readonly id: string;
  readonly title: string;
  /** Count and sums, beside the title. */
  readonly summary: ReactNode;
  readonly cards: readonly T[];
  readonly more?: { readonly count: number; readonly loading: boolean; readonly load: () => void } | undefined;
  /** Shown in the column while a card is lifted: what it would still need there. */
  readonly demand?: string | undefined;
}

interface BoardProps<T extends BoardCardView> {
  readonly label: string;
  readonly columns: readonly BoardColumnView<T>[];
  readonly renderCard: (card: T) => ReactNode;
  readonly canMove: (card: T) => boolean;
  readonly onMove: (card: T, columnId: string) => void;
  readonly onOpen: (card: T) => void;
  /** A card is lifted by the pointer, or its menu opened; null when it is let go. */
  readonly onLift?: (card: T | null) => void;
  /** Said to screen readers: the result of the last move. */
  readonly announcement: string;
}

/** Lists side by side whose cards go from one to another: by pointer, by menu, by keys. The result of a move is announced. */
export function Board<T extends BoardCardView>(props: BoardProps<T>) {
  const { label, columns, announcement } = props;
  const { t } = useTranslation('components');
  const frame = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [menu, setMenu] = useState<string | null>(null);
  const first = columns.flatMap((column) => column.cards)[0]?.id ?? null;
  const known = columns.some((column) => column.cards.some((card) => card.id === current));
  const stop = known ? current : first;
  const latest = useRef(props);
  latest.current = props;
  const focus = useCallback((id: string) => {
    setCurrent(id);
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)?.focus());
  }, []);
  const openMenu = useCallback((card: T | null) => {
    setMenu(card?.id ?? null);
    latest.current.onLift?.(card);
  }, []);
  const move = useCallback((card: T, columnId: string) => {
    latest.current.onMove(card, columnId);
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['card'] === undefined) return;
    const next = neighbour(columns, event.target.dataset['card'], event.key, getComputedStyle(event.currentTarget).direction === 'rtl');
    const card = columns.flatMap((column) => column.cards).find((one) => one.id === next.from);
    if (next.to !== undefined) focus(next.to);
    else if (event.key === 'm' && card !== undefined && props.canMove(card)) openMenu(card);
    else if (event.key === 'Enter' && card !== undefined) props.onOpen(card);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={frame} className="cz-board" role="group" aria-label={label} aria-describedby="cz-board-help" onKeyDown={onKeyDown}>
      <p id="cz-board-help" className="cz-hidden">
        {t('board.help')}
      </p>
      <p role="status" className="cz-hidden">
        {announcement}
      </p>
      {columns.map((column) => (
        <BoardColumn
          key={column.id}
          column={column}
          columns={columns}
          stop={stop}
          menu={menu}
          props={latest}
          onMenu={openMenu}
          onMove={move}
        />
      ))}
    </div>
  );
}

/** Where the arrow keys lead from a card. */
function neighbour<T extends BoardCardView>(
  columns: readonly BoardColumnView<T>[],
  id: string,
  key: string,
  rtl: boolean,
): { readonly from: string; readonly to: string | undefined } {
  const at = columns.findIndex((column) => column.cards.some((card) => card.id === id));
  const row = columns[at]?.cards.findIndex((card) => card.id === id) ?? -1;
  const side = (step: number) => {
    for (let next = at + step; next >= 0 && next < columns.length; next += step) {
      const cards = columns[next]?.cards ?? [];
      if (cards.length > 0) return cards[Math.min(row, cards.length - 1)]?.id;
    }
    return undefined;
  };
  const steps: Readonly<Record<string, () => string | undefined>> = {
    ArrowDown: () => columns[at]?.cards[row + 1]?.id,
    ArrowUp: () => columns[at]?.cards[row - 1]?.id,
    ArrowRight: () => side(rtl ? -1 : 1),
    ArrowLeft: () => side(rtl ? 1 : -1),
    Home: () => columns[at]?.cards[0]?.id,
    End: () => columns[at]?.cards.at(-1)?.id,
  };
  return { from: id, to: Object.hasOwn(steps, key) ? steps[key]?.() : undefined };
}

interface BoardColumnProps<T extends BoardCardView> {
  readonly column: BoardColumnView<T>;
  readonly columns: readonly BoardColumnView<T>[];
  readonly stop: string | null;
  readonly menu: string | null;
  readonly props: { readonly current: BoardProps<T> };
  readonly onMenu: (card: T | null) => void;
  readonly onMove: (card: T, columnId: string) => void;
}

function BoardColumn<T extends BoardCardView>({ column, columns, stop, menu, props, onMenu, onMove }: BoardColumnProps<T>) {
  const { t } = useTranslation('components');
  const titleId = useId();
  const drop = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  const { id } = column;
  useEffect(() => {
    if (drop.current === null) return;
    return dropTargetForElements({
      element: drop.current,
      getData: () => ({ columnId: id }),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        if (source.data['columnId'] !== id) onMove(source.data['card'] as T, id); // only our own cards are draggable here
      },
    });
  }, [id, onMove]);
  return (
    <section ref={drop} className="cz-board-column" aria-labelledby={titleId} data-over={over}>
      <header className="cz-board-head">
        <h2 id={titleId} className="cz-truncate">
          {column.title}
        </h2>
        {column.summary}
      </header>
      {column.demand !== undefined && <p className="cz-board-demand">{column.demand}</p>}
      {/* A list that scrolls by itself can be reached by keyboard through its cards; an empty one has nothing to scroll. */}
      <ul className="cz-board-cards">
        {column.cards.map((card) => (
          <BoardCard
            key={card.id}
            card={card}
            columnId={id}
            isStop={card.id === stop}
            targets={menu === card.id ? columns : null}
            props={props}
            onMenu={onMenu}
            onMove={onMove}
          />
        ))}
        {column.more !== undefined && (
          <li>
            <Button
              fill
              variant="minimal"
              loading={column.more.loading}
              text={t('board.more', { count: column.more.count })}
              aria-label={t('board.moreIn', { count: column.more.count, name: column.title })}
              onClick={column.more.load}
            />
          </li>
        )}
      </ul>
    </section>
  );
}

interface BoardCardProps<T extends BoardCardView> {
  readonly card: T;
  readonly columnId: string;
  readonly isStop: boolean;
  /** The columns to choose from while the card's menu is open. */
  readonly targets: readonly BoardColumnView<T>[] | null;
  readonly props: { readonly current: BoardProps<T> };
  readonly onMenu: (card: T | null) => void;
  readonly onMove: (card: T, columnId: string) => void;
}

const BoardCard = memo(BoardCardBase) as typeof BoardCardBase;

function BoardCardBase<T extends BoardCardView>({ card, columnId, isStop, targets, props, onMenu, onMove }: BoardCardProps<T>) {
  const { t } = useTranslation('components');
  const element = useRef<HTMLLIElement>(null);
  const [lifted, setLifted] = useState(false);
  const movable = props.current.canMove(card);
  useEffect(() => {
    if (element.current === null || !movable) return;
    return combine(
      draggable({
        element: element.current,
        getInitialData: () => ({ card, columnId }),
        onDragStart: () => {
          setLifted(true);
          props.current.onLift?.(card);
        },
        onDrop: () => {
          setLifted(false);
          props.current.onLift?.(null);
        },
      }),
    );
  }, [card, columnId, movable, props]);
  const button = (
    <Button size="small" variant="minimal" icon={<More />} aria-label={t('board.moveOf', { name: card.name })} tabIndex={isStop ? 0 : -1} />
  );
  return (
    <li ref={element} className="cz-board-card" data-lifted={lifted}>
      {/* The whole card opens by pointer; by keyboard it is this element that is focused. */}
      <div data-card={card.id} className="cz-board-face" role="link" tabIndex={isStop ? 0 : -1} onClick={() => props.current.onOpen(card)}>
        {props.current.renderCard(card)}
      </div>
      {movable && (
        <span className="cz-board-menu">
          {targets === null ? (
            <span onClickCapture={() => onMenu(card)}>{button}</span>
          ) : (
            <PopoverNext
              isOpen
              arrow={false}
              placement="bottom-end"
              onInteraction={(open) => !open && onMenu(null)}
              onClose={() => onMenu(null)}
              content={
                <Menu aria-label={t('board.moveTo')}>
                  <li className="bp6-menu-header">
                    <h6 className="bp6-heading">{t('board.moveTo')}</h6>
                  </li>
                  {targets.map((target) => (
                    <MenuItem
                      key={target.id}
                      text={target.title}
                      label={target.demand}
                      disabled={target.id === columnId}
                      onClick={() => {
                        onMenu(null);
                        onMove(card, target.id);
                      }}
                    />
                  ))}
                </Menu>
              }
            >
              {button}
            </PopoverNext>
          )}
        </span>
      )}
    </li>
  );
}
