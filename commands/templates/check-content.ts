import { type Problem, UserError } from '../../domain/errors/errors.ts';
import type { CustomField, CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';
import { type Catalogue, catalogueOf, resolvePath } from '../../domain/records/field-catalogue.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { parseTemplate } from '../../templates/render/parse-template.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { keptRowOf, rowsOf } from '../records/sql.ts';

export interface TemplateContent {
  readonly channel: 'email' | 'in_app';
  readonly subject: string;
  readonly body: string;
}

/** The fields of the tenant at hand: the built-in ones and its own. */
export async function loadCatalogue(trx: TenantTrx, tenantId: string): Promise<Catalogue> {
  const rows = await rowsOf<OwnField>(
    trx,
    'select entity, key, label, type, required, options from custom_fields where tenant_id = ? and archived_at is null order by position, key',
    [tenantId],
  );
  return catalogueFrom(rows);
}

/** The same and the zone in which the tenant means its days, in one statement. */
export async function loadTenantFields(
  trx: TenantTrx,
  tenantId: string,
): Promise<{ readonly catalogue: Catalogue; readonly timeZone: string }> {
  const row = await keptRowOf<{ readonly timezone: string; readonly fields: readonly OwnField[] | null }>(
    trx,
    `select timezone, (select json_agg(json_build_object('entity', entity, 'key', key, 'label', label, 'type', type, 'required', required, 'options', options)
         order by position, key) from custom_fields f where f.tenant_id = t.id and archived_at is null) as fields
     from tenants t where id = ?`,
    [tenantId],
  );
  return { catalogue: catalogueFrom(row?.fields ?? []), timeZone: row?.timezone ?? 'UTC' };
}

type OwnField = CustomField & { readonly entity: CustomFieldEntity };

function catalogueFrom(rows: readonly OwnField[]): Catalogue {
  const custom: Partial<Record<CustomFieldEntity, CustomField[]>> = {};
  for (const { entity, ...field } of rows) (custom[entity] ??= []).push(field);
  return catalogueOf(custom);
}

/** Refuses text that could never be sent; gives the variables it uses. */
export async function checkContent(trx: TenantTrx, context: CommandContext, content: TemplateContent): Promise<readonly string[]> {
  const subject = parseTemplate(content.subject, '/subject');
  const body = parseTemplate(content.body, '/body');
  const problems: Problem[] = [...subject.problems, ...body.problems];
  if (content.channel === 'email' && content.subject.trim() === '')
    problems.push({ pointer: '/subject', code: 'required', detail: 'A mail needs a subject.' });
  const catalogue = await loadCatalogue(trx, context.tenantId);
  for (const [pointer, parsed] of [
    ['/subject', subject],
    ['/body', body],
  ] as const) {
    problems.push(...parsed.variables.filter((path) => !isKnown(catalogue, path)).map((path) => unknownVariable(pointer, path)));
  }
  if (problems.length > 0) throw new UserError('validation_failed', 'The template cannot be saved like this.', problems);
  return [...new Set([...subject.variables, ...body.variables])];
}

/** A template may be used by automations about any kind of record, and reads what starts one. */
function isKnown(catalogue: Catalogue, path: string): boolean {
  return subjectTypes.some((subject) => resolvePath(catalogue, { subject, events: [] }, path) !== null);
}

function unknownVariable(pointer: string, path: string): Problem {
  return { pointer, code: 'unknown_variable', detail: `There is no field "${path}".` };
}
