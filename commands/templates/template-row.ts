import { findTemplate, type TemplateRow } from '../../db/queries/find-templates.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';

/** Reads a template or answers that there is none; another tenant's looks the same. */
export async function readTemplate(trx: TenantTrx, id: string): Promise<TemplateRow> {
  const row = await findTemplate(trx, id);
  if (row === null) throw new UserError('not_found', 'There is no such template.');
  return row;
}

/** Locks a template that is in use, and refuses when somebody else was faster. */
export async function lockTemplate(trx: TenantTrx, context: CommandContext, id: string, expectedVersion: number): Promise<TemplateRow> {
  await trx.raw('select 1 from templates where tenant_id = ? and id = ? for no key update', [context.tenantId, id]);
  const row = await readTemplate(trx, id);
  if (row.archivedAt !== null) throw new UserError('conflict', 'The template is archived.');
  requireVersion(row, expectedVersion, 'template');
  return row;
}
