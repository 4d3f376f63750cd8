/** Durable work on many runs: the consequences of a publish or a resume, paced enrolments, bulk actions. */
export interface OperationInput {
  readonly tenantId: string;
  readonly operationId: string;
  readonly incarnation: number;
}

export const runOperationType = 'runOperation';

export function runOperationWorkflowId(input: OperationInput): string {
  return `operation/${input.tenantId}/${input.operationId}/${input.incarnation}`;
}

/** How far it has come; what became of each run stands in PostgreSQL. */
export type OperationAnswer =
  | { readonly kind: 'done'; readonly status: string; readonly count: number }
  | { readonly kind: 'again'; readonly count: number }
  /** The next one has its turn later. */
  | { readonly kind: 'waits'; readonly until: string; readonly count: number };

export interface OperationActivities {
  continueOperation: (input: OperationInput) => Promise<OperationAnswer>;
}
