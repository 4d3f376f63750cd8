/** The names, ids and messages of `automationRun`. Plain data: histories hold ids, instants and short outcomes only. */
export const automationRunType = 'automationRun';

export interface AutomationRunInput {
  readonly tenantId: string;
  readonly runId: string;
  /** Ends the workflow id; a shell of another incarnation than the run's row is answered `lost`. */
  readonly incarnation: number;
  /** The run's sequence number when the start was wanted: the shell's first segment is the next one. */
  readonly seq: number;
}

export interface AutomationRunName {
  readonly tenantId: string;
  readonly automationId: string;
  readonly runId: string;
  readonly incarnation: number;
}

export function automationRunWorkflowId(name: AutomationRunName): string {
  return `automation/${name.tenantId}/${name.automationId}/${name.runId}/${name.incarnation}`;
}

/** "Look": the only signal. What there is to see stands in PostgreSQL. */
export const wakeSignalName = 'wake';

/** What the shell saw happen since the last segment. */
export type Happened =
  | { readonly kind: 'look' }
  | { readonly kind: 'timer'; readonly epoch: number; readonly step: string; readonly visit: number; readonly deadline: string }
  | { readonly kind: 'cancelled' };

export interface SegmentInput {
  readonly tenantId: string;
  readonly runId: string;
  readonly incarnation: number;
  /** One more than the last answer's. */
  readonly seq: number;
  readonly happened: Happened;
}

/** What a segment wants of its shell. Stored in the run's row until the next one, so that a repeated question gets the same answer. */
export type SegmentAnswer =
  /** The shell is not the run's: another incarnation holds it, or the run does not exist. */
  | { readonly kind: 'lost' }
  /** More is ready than one segment may do: ask again at once. */
  | { readonly kind: 'again'; readonly seq: number }
  | {
      readonly kind: 'waits';
      readonly seq: number;
      /** The earliest deadline; null: only a wake-up ends the wait. */
      readonly timer: WaitTimer | null;
      /** Title of the step that waits longest without an answer, for the operator's list. */
      readonly step: string;
      /** Markdown for the operator: what it waits for, until when, then what. */
      readonly details: string;
    }
  | { readonly kind: 'held'; readonly seq: number; readonly step: string; readonly details: string }
  | { readonly kind: 'ended'; readonly seq: number; readonly status: RunEndStatus };

export type RunEndStatus = 'succeeded' | 'failed' | 'cancelled' | 'exited';

export interface WaitTimer {
  readonly epoch: number;
  readonly step: string;
  readonly visit: number;
  readonly deadline: string;
  readonly title: string;
}

export interface RunActivities {
  runSegment: (input: SegmentInput) => Promise<SegmentAnswer>;
}
