import { Button, Checkbox, HTMLTable, Spinner } from '@blueprintjs/core';
import { SortAsc, SortDesc } from '@blueprintjs/icons';
import {
  type ColumnDef,
  columnVisibilityFeature,
  type Row,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHotkeyScope } from '../lib/hotkeys/hotkeys.tsx';
import { useMedia, usePhone } from '../lib/use-media.ts';
import { ColumnPicker } from './column-picker.tsx';
import type { Column, TableLayout } from './table-types.ts';
import './data-table.css';

export type { Column } from './table-types.ts';

interface DataTableProps<T extends { readonly id: string }> {
  /** The accessible name, e.g. "Leads". */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Where Enter leads. The first column holds the link itself, marked by `data-row-link`. */
  readonly onOpen: (row: T) => void;
  readonly selection?: ReadonlySet<string>;
  readonly onSelect?: (ids: ReadonlySet<string>) => void;
  readonly rowLabel: (row: T) => string;
  readonly more?: { readonly load: () => void; readonly loading: boolean } | undefined;
  readonly toolbar?: ReactNode;
  readonly footer?: ReactNode;
  /** Under this name the choice of columns is kept in this browser. */
  readonly storageKey?: string;
  /** Columns and density as the reader keeps them on the server; goes before `storageKey`. */
  readonly layout?: TableLayout;
}

const features = tableFeatures({ rowSelectionFeature, columnVisibilityFeature });

/** A real table: sticky head, column picker, virtual rows, keys j k Enter x. */
export function DataTable<T extends { readonly id: string }>(props: DataTableProps<T>) {
  const { rows, selection, onSelect, more, layout } = props;
  const columns = useOrdered(props.columns, layout?.columns ?? null);
  const { t } = useTranslation('components');
  const phone = usePhone();
  const [stored, setStored] = useHiddenColumns(layout === undefined ? props.storageKey : undefined, columns);
  const chosen = layout?.columns ?? null;
  const hidden = chosen === null ? stored : new Set(columns.slice(1).flatMap((column) => (chosen.includes(column.id) ? [] : [column.id])));
  const setHidden = (next: ReadonlySet<string>, order: readonly Column<T>[] = columns) => {
    if (layout === undefined) setStored(next);
    else layout.onChange({ columns: order.flatMap((column) => (next.has(column.id) ? [] : [column.id])) });
  };
  const definitions = useMemo<ColumnDef<typeof features, T>[]>(
    () => columns.map((column) => ({ id: column.id, header: column.label })),
    [columns],
  );
  const table = useTable<typeof features, T>({
    features,
    data: rows,
    columns: definitions,
    getRowId: (row) => row.id,
    state: {
      columnVisibility: Object.fromEntries(columns.map((column) => [column.id, !hidden.has(column.id)])),
      rowSelection: Object.fromEntries([...(selection ?? [])].map((id) => [id, true])),
    },
    onRowSelectionChange: (update) => {
      const before: RowSelectionState = Object.fromEntries([...(selection ?? [])].map((id) => [id, true]));
      const after = typeof update === 'function' ? update(before) : update;
      onSelect?.(new Set(Object.keys(after).filter((id) => after[id])));
    },
  });
  const roomy = useMedia('(min-width: 1280px)');
  const visible = columns.filter((column) => !hidden.has(column.id) && (roomy || phone || !column.wide));
  const tableRows = table.getRowModel().rows;
  const body = useRef<HTMLTableSectionElement>(null);
  const virtualizer = useWindowVirtualizer({
    count: tableRows.length,
    estimateSize: () => (phone ? 76 : layout?.density === 'comfortable' ? 41 : 33),
    overscan: 16,
    scrollMargin: body.current?.offsetTop ?? 0,
    getItemKey: (index) => tableRows[index]?.id ?? index,
  });
  const items = virtualizer.getVirtualItems();
  const before = items[0] ? items[0].start - virtualizer.options.scrollMargin : 0;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? 0) - virtualizer.options.scrollMargin);
  useLoadNearEnd(items.at(-1)?.index, rows.length, more);
  useRowKeys(body, tableRows, props);
  const selectable = onSelect !== undefined;
  const pickable = !phone && (layout !== undefined || columns.some((column) => column.optional));
  return (
    <div className="cz-table-frame cz-panel" data-density={layout?.density}>
      {(props.toolbar || pickable) && (
        <div className="cz-table-tools">
          {props.toolbar}
          <span className="cz-spacer" />
          {pickable && <ColumnPicker columns={columns} hidden={hidden} onChange={setHidden} layout={layout} />}
        </div>
      )}
      <HTMLTable className="cz-table" compact interactive role="table" aria-label={props.label} aria-rowcount={rows.length + 1}>
        <thead role="rowgroup">
          <tr role="row">
            {selectable && (
              <th role="columnheader" className="cz-table-check">
                <Checkbox
                  aria-label={t('table.selectAll')}
                  checked={rows.length > 0 && table.getIsAllRowsSelected()}
                  indeterminate={table.getIsSomeRowsSelected()}
                  onChange={table.getToggleAllRowsSelectedHandler()}
                />
              </th>
            )}
            {visible.map((column) => (
              <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} role="rowgroup">
          {before > 0 && <tr role="presentation" style={{ height: before }} aria-hidden />}
          {items.map((item) => {
            const row = tableRows[item.index];
            return (
              row && (
                <TableRow
                  key={row.id}
                  row={row}
                  index={item.index}
                  columns={visible}
                  measure={virtualizer.measureElement}
                  selectLabel={selectable ? t('table.select', { name: props.rowLabel(row.original) }) : undefined}
                  onOpen={props.onOpen}
                />
              )
            );
          })}
          {after > 0 && <tr role="presentation" style={{ height: after }} aria-hidden />}
        </tbody>
      </HTMLTable>
      {more && (
        <div className="cz-table-more">
          {more.loading ? (
            <Spinner size={20} aria-label={t('loading')} />
          ) : (
            <Button variant="minimal" text={t('table.more')} onClick={more.load} />
          )}
        </div>
      )}
      {props.footer}
    </div>
  );
}

function HeaderCell<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}) {
  const sorts = column.sorts ?? [];
  const position = sort === undefined ? -1 : sorts.indexOf(sort);
  const current = position < 0 ? undefined : sorts[position];
  const next = sorts[(position + 1) % Math.max(1, sorts.length)];
  const ascending = current !== undefined && !current.startsWith('-');
  const descending = current !== undefined && !ascending;
  const state = ascending ? 'ascending' : descending ? 'descending' : 'none';
  return (
    <th
      role="columnheader"
      style={{ width: column.width }}
      data-align={column.align}
      aria-sort={onSort && sorts.length > 0 ? state : undefined}
    >
      {next !== undefined && onSort ? (
        <button type="button" className="cz-table-sort" onClick={() => onSort(next)}>
          {column.label}
          {descending && <SortDesc size={12} />}
          {ascending && <SortAsc size={12} />}
        </button>
      ) : (
        column.label
      )}
    </th>
  );
}

interface TableRowProps<T extends { readonly id: string }> {
  readonly row: Row<typeof features, T>;
  readonly index: number;
  readonly columns: readonly Column<T>[];
  readonly measure: (element: HTMLTableRowElement | null) => void;
  readonly selectLabel: string | undefined;
  readonly onOpen: (row: T) => void;
}

function TableRow<T extends { readonly id: string }>({ row, index, columns, measure, selectLabel, onOpen }: TableRowProps<T>) {
  return (
    // The link in the first column and Enter do the same.
    <tr
      ref={measure}
      role="row"
      data-index={index}
      data-row={row.id}
      data-selected={row.getIsSelected()}
      aria-rowindex={index + 2}
      onClick={(event) => {
        // A click anywhere opens; one on a control, or one that selects text, does not.
        // Menus and dialogs of the row stand elsewhere in the document, but their clicks come through here as well.
        const { target, currentTarget } = event;
        if (!(target instanceof Element) || !currentTarget.contains(target) || target.closest('a, button, input, label')) return;
        if (getSelection()?.toString()) return;
        onOpen(row.original);
      }}
    >
      {selectLabel !== undefined && (
        <td role="cell" className="cz-table-check" data-phone="hide">
          <Checkbox aria-label={selectLabel} checked={row.getIsSelected()} onChange={row.getToggleSelectedHandler()} />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} role="cell" data-align={column.align} data-phone={column.phone ?? 'line'} data-column={column.id}>
          {column.cell(row.original)}
        </td>
      ))}
    </tr>
  );
}

function useLoadNearEnd(lastIndex: number | undefined, count: number, more: { load: () => void; loading: boolean } | undefined): void {
  const due = more !== undefined && !more.loading && lastIndex !== undefined && lastIndex >= count - 10;
  const load = more?.load;
  useEffect(() => {
    if (due) load?.();
  }, [due, load]);
}

/** j and k move the focus from row to row, x selects; Enter is the link's own. */
function useRowKeys<T extends { readonly id: string }>(
  body: React.RefObject<HTMLTableSectionElement | null>,
  rows: readonly Row<typeof features, T>[],
  props: DataTableProps<T>,
): void {
  const { t } = useTranslation('components');
  const focused = () => {
    const inside = document.activeElement?.closest<HTMLElement>('tr[data-index]');
    return inside && body.current?.contains(inside) ? Number(inside.dataset.index) : -1;
  };
  const move = (by: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, focused() + by));
    const row = body.current?.querySelector(`tr[data-index="${index}"]`);
    const link = row?.querySelector<HTMLElement>('[data-row-link], a');
    link?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
  useHotkeyScope(props.label, [
    { combo: 'j', label: t('table.next'), run: () => move(1) },
    { combo: 'k', label: t('table.previous'), run: () => move(-1) },
    ...(props.onSelect ? [{ combo: 'x', label: t('table.toggle'), run: () => rows[focused()]?.toggleSelected() }] : []),
  ]);
}

/** The first column stays first: it names the row. */
function useOrdered<T>(columns: readonly Column<T>[], order: readonly string[] | null): readonly Column<T>[] {
  return useMemo(() => {
    if (order === null) return columns;
    const place = (column: Column<T>, index: number) =>
      index === 0 ? -1 : order.includes(column.id) ? order.indexOf(column.id) : order.length + index;
    const places = new Map(columns.map((column, index) => [column.id, place(column, index)]));
    return columns.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  }, [columns, order]);
}

function useHiddenColumns<T>(storageKey: string | undefined, columns: readonly Column<T>[]) {
  const key = storageKey && `cadenza.columns.${storageKey}`;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => {
    try {
      const saved = key && localStorage.getItem(key);
      if (saved) return new Set(JSON.parse(saved) as string[]);
    } catch {
      // A broken or blocked storage means the default columns.
    }
    return new Set(columns.filter((column) => column.optional).map((column) => column.id));
  });
  const change = (next: ReadonlySet<string>) => {
    setHidden(next);
    try {
      if (key) localStorage.setItem(key, JSON.stringify([...next]));
    } catch {
      // The choice then lasts for this page.
    }
  };
  return [hidden, change] as const;
}
