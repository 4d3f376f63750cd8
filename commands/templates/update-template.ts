import type { TemplateRow } from '../../db/queries/find-templates.ts';
import { textOf } from '../../templates/render/render-template.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { checkContent, type TemplateContent } from './check-content.ts';
import { insertVersion } from './insert-version.ts';
import { refuseTakenName } from './taken-name.ts';
import { lockTemplate, readTemplate } from './template-row.ts';

export interface UpdateTemplate {
  readonly id: string;
  readonly expectedVersion: number;
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly category?: 'transactional' | 'marketing' | undefined;
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
}

/** Changes a template. An approved text is never touched: changed text goes into the draft, which is made if there is none. */
export async function updateTemplate(trx: TenantTrx, context: CommandContext, input: UpdateTemplate): Promise<TemplateRow> {
  const row = await lockTemplate(trx, context, input.id, input.expectedVersion);
  if (input.name !== undefined) await refuseTakenName(trx, context, { name: input.name, channel: row.channel, id: row.id });
  const content = {
    channel: row.channel,
    subject: input.subject ?? row.subject ?? '',
    body: input.body ?? row.body,
    language: row.language,
  };
  if (content.subject !== row.subject || content.body !== row.body) await saveDraft(trx, context, row, content);
  await trx.raw(
    `update templates set name = ?, description = ?, category = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?`,
    [
      input.name ?? row.name,
      input.description === undefined ? row.description : input.description,
      input.category ?? row.category,
      context.now,
      context.tenantId,
      row.id,
    ],
  );
  return readTemplate(trx, row.id);
}

async function saveDraft(
  trx: TenantTrx,
  context: CommandContext,
  row: TemplateRow,
  content: TemplateContent & { language: string },
): Promise<void> {
  const variables = await checkContent(trx, context, content);
  if (row.status !== 'draft') {
    await insertVersion(trx, context, { templateId: row.id, number: row.number + 1, variables, content });
    return;
  }
  const text = content.channel === 'email' ? textOf(content.body) : content.body;
  await trx.raw(
    `update template_versions set subject = ?, body = ?, body_text = ?, variables = ? where tenant_id = ? and id = ? and status = 'draft'`,
    [content.subject, content.body, text, JSON.stringify(variables), context.tenantId, row.versionId],
  );
}
