import type { TemplateRow } from '../../db/queries/find-templates.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockTemplate, readTemplate } from './template-row.ts';

/** Makes the draft the text that automations pin when they are published; the one before is retired, not changed. */
export async function approveTemplate(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<TemplateRow> {
  const row = await lockTemplate(trx, context, input.id, input.expectedVersion);
  if (row.status !== 'draft') throw new UserError('conflict', 'There is no draft to approve.');
  await trx.raw(
    `update template_versions set status = case when id = ? then 'approved' else 'retired' end
     where tenant_id = ? and template_id = ? and (id = ? or status = 'approved')`,
    [row.versionId, context.tenantId, row.id, row.versionId],
  );
  await trx.raw('update templates set current_version_id = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    row.versionId,
    context.now,
    context.tenantId,
    row.id,
  ]);
  return readTemplate(trx, row.id);
}
