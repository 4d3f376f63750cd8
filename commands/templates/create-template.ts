import type { TemplateRow } from '../../db/queries/find-templates.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { checkContent, type TemplateContent } from './check-content.ts';
import { insertVersion } from './insert-version.ts';
import { readTemplate } from './template-row.ts';
import { refuseTakenName } from './taken-name.ts';

export interface CreateTemplate extends TemplateContent {
  readonly name: string;
  readonly description: string | null;
  readonly category: 'transactional' | 'marketing';
  readonly language: string;
}

/** Creates a template with its first draft. Text with unknown variables is refused, with a pointer to each. */
export async function createTemplate(trx: TenantTrx, context: CommandContext, input: CreateTemplate): Promise<TemplateRow> {
  const variables = await checkContent(trx, context, input);
  await refuseTakenName(trx, context, input);
  const id = newId();
  await trx.raw(
    `insert into templates (tenant_id, id, name, channel, category, description, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [context.tenantId, id, input.name, input.channel, input.category, input.description, context.now, context.now],
  );
  await insertVersion(trx, context, { templateId: id, number: 1, variables, content: input });
  return readTemplate(trx, id);
}
