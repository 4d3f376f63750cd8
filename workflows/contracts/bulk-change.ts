/** A change of many records as a durable job off the request path. */
export interface BulkInput {
  readonly tenantId: string;
  readonly bulkId: string;
  readonly incarnation: number;
}

export const bulkChangeType = 'bulkChange';

export function bulkChangeWorkflowId(input: BulkInput): string {
  return `bulk/${input.tenantId}/${input.bulkId}/${input.incarnation}`;
}

/** How far it has come; what became of each record stands in PostgreSQL. */
export interface BulkProgress {
  readonly done: boolean;
  readonly status: string;
  readonly records: number;
}

export interface BulkActivities {
  continueBulk: (input: BulkInput) => Promise<BulkProgress>;
}
