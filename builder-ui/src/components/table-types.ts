import type { ReactNode } from 'react';

/** One column. `phone` says what becomes of it under 768 px, where a row is a card. */
export interface Column<T> {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: T) => ReactNode;
  readonly width?: number | string;
  readonly align?: 'start' | 'end';
  readonly phone?: 'title' | 'end' | 'line' | 'hide';
  /** The orders the server knows for it, in the order in which clicks ask for them, e.g. `['-score', 'score']`. */
  readonly sorts?: readonly string[];
  /** Left out where the window is narrower than 1280 px. */
  readonly wide?: boolean;
  /** Not shown until chosen in the column picker. */
  readonly optional?: boolean;
}

/** How somebody likes a table. */
export interface TableLayout {
  /** Columns in their order; null for the usual ones. */
  readonly columns: readonly string[] | null;
  readonly density: 'dense' | 'comfortable';
  readonly onChange: (change: { readonly columns?: string[] | null; readonly density?: 'dense' | 'comfortable' }) => void;
}
