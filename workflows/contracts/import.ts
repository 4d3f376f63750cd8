/** One phase of an import (checking its rows, or importing them) as a durable job off the request path. */
export interface ImportInput {
  readonly tenantId: string;
  readonly importId: string;
  readonly incarnation: number;
}

export function importWorkflowId(input: ImportInput): string {
  return `import/${input.tenantId}/${input.importId}/${input.incarnation}`;
}

/** How far the import has come; rows and counts stand in PostgreSQL. */
export interface ImportProgress {
  readonly done: boolean;
  readonly status: string;
  readonly rows: number;
}

export interface ImportActivities {
  continueImport: (input: ImportInput) => Promise<ImportProgress>;
}
