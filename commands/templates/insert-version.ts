import { textOf } from '../../templates/render/render-template.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import type { TemplateContent } from './check-content.ts';

interface NewVersion {
  readonly templateId: string;
  readonly number: number;
  readonly variables: readonly string[];
  readonly content: TemplateContent & { readonly language: string };
}

/** Writes a draft. */
export async function insertVersion(trx: TenantTrx, context: CommandContext, input: NewVersion): Promise<void> {
  const { content } = input;
  const author = context.actor.kind === 'user' ? context.actor.userId : null;
  await trx.raw(
    `insert into template_versions (tenant_id, id, template_id, number, language, status, subject, body, body_text, variables, created_by_user_id, created_at)
     values (?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?)`,
    [
      context.tenantId,
      newId(),
      input.templateId,
      input.number,
      content.language,
      content.subject,
      content.body,
      content.channel === 'email' ? textOf(content.body) : content.body,
      JSON.stringify(input.variables),
      author,
      context.now,
    ],
  );
}
