import type { TemplateRow } from '../../db/queries/find-templates.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockTemplate, readTemplate } from './template-row.ts';

/** Takes a template out of lists and pickers. Automations that pinned a version of it go on sending that version. */
export async function archiveTemplate(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<TemplateRow> {
  const row = await lockTemplate(trx, context, input.id, input.expectedVersion);
  await trx.raw('update templates set archived_at = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    context.now,
    context.now,
    context.tenantId,
    row.id,
  ]);
  return readTemplate(trx, row.id);
}
