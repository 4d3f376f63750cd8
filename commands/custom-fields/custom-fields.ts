import { isUniqueViolation } from '../../db/postgres-errors.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { CustomFieldEntity, CustomFieldOption, CustomFieldType } from '../../domain/records/custom-field-rules.ts';
import { customFieldKey, keyFromLabel } from '../../domain/records/custom-field-rules.ts';
import { maxName } from '../../domain/records/record-fields.ts';
import { lengthOf, singleLine } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { RowBase } from '../records/rows.ts';
import { insertInto, rowOf, SqlValue, updateOf } from '../records/sql.ts';

export interface CustomFieldRow extends RowBase {
  readonly entity: CustomFieldEntity;
  readonly key: string;
  readonly label: string;
  readonly type: CustomFieldType;
  readonly required: boolean;
  readonly options: readonly CustomFieldOption[];
  readonly position: number;
}

export interface CreateCustomField {
  readonly entity: CustomFieldEntity;
  readonly label: string;
  /** Derived from the label when absent. */
  readonly key?: string | undefined;
  readonly type: CustomFieldType;
  readonly required?: boolean | undefined;
  readonly options?: readonly CustomFieldOption[] | undefined;
}

/** Defines a field of the tenant's own; from now on records, lists, imports and automations know it. */
export async function createCustomField(trx: TenantTrx, context: CommandContext, input: CreateCustomField): Promise<CustomFieldRow> {
  const label = singleLine(input.label);
  const key = input.key ?? keyFromLabel(label);
  const problems = [...labelProblems(label), ...optionProblems(input.type, input.options ?? [])];
  if (!customFieldKey.test(key)) {
    problems.push({
      pointer: '/key',
      code: 'key_invalid',
      detail: 'A key has lower-case letters, digits and underscores and begins with a letter.',
    });
  }
  refuseProblems('field', problems);
  const { sql, bindings } = insertInto('custom_fields', {
    tenantId: context.tenantId,
    id: newId(),
    entity: input.entity,
    key,
    label,
    type: input.type,
    required: input.required ?? false,
    options: input.options ?? [],
    position: new SqlValue('(select coalesce(max(position), 0) + 1 from custom_fields where tenant_id = ? and entity = ?)', [
      context.tenantId,
      input.entity,
    ]),
    createdAt: context.now,
    updatedAt: context.now,
  });
  const field = await rowOf<CustomFieldRow>(trx, sql, bindings).catch((error: unknown) => {
    throw isUniqueViolation(error) ? keyTaken(key) : error;
  });
  if (field === null) throw new Error('the field was not inserted');
  return field;
}

export interface UpdateCustomField {
  readonly id: string;
  readonly label?: string | undefined;
  readonly required?: boolean | undefined;
  readonly options?: readonly CustomFieldOption[] | undefined;
  readonly position?: number | undefined;
  readonly expectedVersion?: number;
}

/** Changes how a field is shown and what it offers. Key and type stay: stored values, conditions and templates rest on them. */
export async function updateCustomField(trx: TenantTrx, context: CommandContext, input: UpdateCustomField): Promise<CustomFieldRow> {
  const field = await lockField(trx, context, input.id);
  requireVersion(field, input.expectedVersion, 'field');
  const label = input.label === undefined ? undefined : singleLine(input.label);
  refuseProblems('field', [
    ...(label === undefined ? [] : labelProblems(label)),
    ...(input.options === undefined ? [] : optionProblems(field.type, input.options)),
  ]);
  const values = { label, required: input.required, options: input.options, position: input.position };
  const { sql, bindings } = updateOf('custom_fields', { tenantId: context.tenantId, id: field.id }, values, context.now);
  return (await rowOf<CustomFieldRow>(trx, sql, bindings)) ?? field;
}

/** Archives a field: nobody is asked for it any more; what was stored stays. */
export async function archiveCustomField(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const field = await lockField(trx, context, input.id);
  const { sql, bindings } = updateOf(
    'custom_fields',
    { tenantId: context.tenantId, id: field.id },
    { archivedAt: context.now },
    context.now,
  );
  await trx.raw(sql, bindings);
}

async function lockField(trx: TenantTrx, context: CommandContext, id: string): Promise<CustomFieldRow> {
  const field = isUuid(id)
    ? await rowOf<CustomFieldRow>(
        trx,
        'select * from custom_fields where tenant_id = ? and id = ? and archived_at is null for no key update',
        [context.tenantId, id],
      )
    : null;
  if (field === null) throw notFound('field');
  return field;
}

function labelProblems(label: string): Problem[] {
  if (label === '') return [{ pointer: '/label', code: 'required', detail: 'A field needs a label.' }];
  return lengthOf(label) > maxName
    ? [{ pointer: '/label', code: 'text_too_long', detail: `A label has at most ${maxName} characters.` }]
    : [];
}

function optionProblems(type: CustomFieldType, options: readonly CustomFieldOption[]): Problem[] {
  const chooses = type === 'select' || type === 'multiselect';
  if (chooses && options.length === 0) return [{ pointer: '/options', code: 'required', detail: 'Give the values to choose from.' }];
  if (!chooses && options.length > 0)
    return [{ pointer: '/options', code: 'not_allowed', detail: 'Only a field to choose from has options.' }];
  const values = options.map((option) => option.value.toLowerCase());
  const twice = values.findIndex((value, index) => values.indexOf(value) !== index);
  return twice < 0 ? [] : [{ pointer: `/options/${twice}/value`, code: 'not_unique', detail: 'Each value stands once.' }];
}

function keyTaken(key: string): UserError {
  const detail = `There is a field "${key}" already (perhaps an archived one).`;
  return new UserError('conflict', detail, [{ pointer: '/key', code: 'key_taken', detail }]);
}
