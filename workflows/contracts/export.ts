/** A file made of a list as a durable job off the request path. */
export interface ExportInput {
  readonly tenantId: string;
  readonly exportId: string;
  readonly incarnation: number;
}

export const exportRecordsType = 'exportRecords';

export function exportWorkflowId(input: ExportInput): string {
  return `export/${input.tenantId}/${input.exportId}/${input.incarnation}`;
}

/** How far it has come; what is read so far stands in PostgreSQL and in the file store. */
export interface ExportProgress {
  readonly done: boolean;
  readonly status: string;
  readonly records: number;
}

export interface ExportActivities {
  continueExport: (input: ExportInput) => Promise<ExportProgress>;
}
