import Papa from 'papaparse';
import { Readable } from 'node:stream';
import { findImportRows, type ImportRowView } from '../../../db/queries/find-imports.ts';
import { noteHidden } from '../../../db/queries/seeing-fields.ts';
import type { Database } from '../../../db/connection.ts';
import type { TenantId } from '../../../domain/ids.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/imports.ts';
import { plainRoute } from '../../lib/route.ts';
import { importPolicy } from '../../policies/imports.ts';
import { readImport } from './present.ts';

const pageRows = 500;

/** The refused rows as they stood in the file, with row number and reasons in front: correct them there and import the file again. */
export const errorFileRoute = plainRoute(contract.getImportErrors, {
  policy: importPolicy.read,
  handle: async ({ ctx, params, principal, deps }) => {
    if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
    const { tenantId } = principal;
    const job = await deps.db.readTenant(tenantId, async (trx) => {
      await noteHidden(trx, principal.fieldsHidden);
      return readImport(trx, tenantId, params.id);
    });
    ctx.set('Content-Type', 'text/csv; charset=utf-8');
    ctx.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`errors-${job.fileName}`)}`);
    ctx.body = Readable.from(linesOf(deps.db, tenantId, params.id, ['Row', 'Reason', ...job.columns.map((column) => column.heading)]));
    return undefined;
  },
});

/** Pages through the rows, each page in a transaction of its own, so that a slow reader holds nothing open. */
async function* linesOf(db: Database, tenantId: TenantId, importId: string, heading: readonly string[]): AsyncGenerator<string> {
  yield `\uFEFF${line(heading)}`;
  let after = 0;
  for (;;) {
    const rows = await db.readTenant(tenantId, (trx) => findImportRows(trx, { importId, show: 'refused', limit: pageRows, after }));
    for (const row of rows) yield line([String(row.row_number), reasonOf(row), ...(row.cells ?? [])]);
    after = rows.at(-1)?.row_number ?? after;
    if (rows.length <= pageRows) return;
  }
}

// A cell that a spreadsheet would run as a formula gets an apostrophe in front.
function line(values: readonly string[]): string {
  return `${Papa.unparse([[...values]], { escapeFormulae: true })}\r\n`;
}

function reasonOf(row: ImportRowView): string {
  if (row.status === 'duplicate') return 'The record exists already, or stands earlier in the file.';
  return row.errors
    .map((error) => (typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : ''))
    .join(' ');
}
