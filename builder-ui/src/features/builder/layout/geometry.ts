/** Sizes of the canvas in pixels at 100 %. Cards have known sizes, so nothing is ever measured. */
export const card = { width: 264, small: 44, medium: 64, large: 84 } as const;

export const gap = {
  /** Between neighbouring branches. */
  columns: 32,
  /** Between a step and the next one; the insert button stands in its middle. */
  rows: 48,
  /** Under a step with several outcomes: the bus, the branch label, the insert button. */
  branch: 88,
  /** From the line that gathers the branches down to the step they join in. */
  join: 40,
} as const;

/** How far under a branching step its outcomes part. */
export const busDrop = 16;
/** Middle of a branch label under the card it belongs to. */
export const labelDrop = 33;
/** Middle of the insert button of a branch under the card it belongs to. */
export const branchInsertDrop = 64;
/** Width of a branch that holds no card: an open end, a "go to" chip or a line straight to the join. */
export const stubWidth = 144;
export const chip = { width: 136, height: 28 } as const;
/** Room a chip needs below the point where its edge begins: the insert button, then the chip. */
export const chipRoom = gap.rows + chip.height;

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** What the layout must know of a step: its height and the outcomes it can leave through, in their order. */
export interface LayoutNode {
  readonly id: string;
  readonly height: number;
  readonly outcomes: readonly string[];
}
export interface LayoutEdge {
  readonly from: string;
  readonly outcome: string;
  readonly to: string;
}
export interface LayoutInput {
  readonly root: string;
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

/**
 * `line` runs from card to card; `chip` leads to a step that cannot be reached by a line without crossing something
 * (a step above, or behind another card); `open` leads nowhere yet.
 */
export type EdgeShape = 'line' | 'chip' | 'open';

export interface LaidEdge {
  readonly id: string;
  readonly from: string;
  readonly outcome: string;
  readonly to: string | null;
  readonly shape: EdgeShape;
  /** Corners from the source card to the target card, the chip or the open end. */
  readonly points: readonly Point[];
  /** Middle of the insert button. */
  readonly insert: Point;
  /** Middle of the branch label; null where the step has one outcome only. */
  readonly label: Point | null;
}

export interface Layout {
  readonly nodes: ReadonlyMap<string, Rect>;
  readonly edges: readonly LaidEdge[];
  /** Steps in the order in which a person reads them; the root is first. */
  readonly order: readonly string[];
  /** Steps that several lines lead to, with the middle of their "insert before" button. */
  readonly joins: ReadonlyMap<string, Point>;
  /** By step: those in which the branches it opened come together again. */
  readonly joinsOf: ReadonlyMap<string, readonly string[]>;
  readonly width: number;
  readonly height: number;
}

export function edgeId(from: string, outcome: string): string {
  return `${from}/${outcome}`;
}
