import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { CustomFieldEntity, CustomFieldOption, CustomFieldType, ValueRules } from '../../domain/records/custom-field-rules.ts';
import { customFieldKey, keyFromLabel } from '../../domain/records/custom-field-rules.ts';
import { multiLine, singleLine } from '../../domain/records/text-rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireFeature } from '../entitlements/require-feature.ts';
import { newId } from '../lib/new-id.ts';
import { requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import { insertInto, rowOf, rowsOf, SqlValue, updateOf } from '../records/sql.ts';
import type { CustomFieldRow } from './custom-field-row.ts';
import {
  defaultProblems,
  keyTaken,
  labelProblems,
  lockField,
  optionProblems,
  roleProblems,
  ruleProblems,
  tableOf,
} from './custom-field-row.ts';

/** More fields than a page can show serve nobody; the number also bounds what every record may carry. */
const maxFields = 200;

export interface CreateCustomField {
  readonly entity: CustomFieldEntity;
  readonly label: string;
  /** Derived from the label when absent. */
  readonly key?: string | undefined;
  readonly type: CustomFieldType;
  readonly required?: boolean | undefined;
  readonly options?: readonly CustomFieldOption[] | undefined;
  readonly description?: string | null | undefined;
  readonly groupName?: string | null | undefined;
  readonly defaultValue?: Json | undefined;
  readonly rules?: ValueRules | undefined;
  readonly editableBy?: readonly string[] | null | undefined;
  readonly viewableBy?: readonly string[] | null | undefined;
}

/** Defines a field of the tenant's own; from now on records, lists, imports and automations know it. */
export async function createCustomField(trx: TenantTrx, context: CommandContext, input: CreateCustomField): Promise<CustomFieldRow> {
  const label = singleLine(input.label);
  const key = input.key ?? keyFromLabel(label);
  const { type, required = false, options = [], rules = {}, defaultValue = null, editableBy = null, viewableBy = null } = input;
  const problems = [...labelProblems(label), ...optionProblems(type, options), ...ruleProblems(type, rules)];
  if (problems.length === 0) problems.push(...defaultProblems({ key, label, type, required, options, rules }, defaultValue));
  if (!customFieldKey.test(key)) {
    const detail = 'A key has lower-case letters, digits and underscores and begins with a letter.';
    problems.push({ pointer: '/key', code: 'key_invalid', detail });
  }
  problems.push(...(await roleProblems(trx, context, { editableBy, viewableBy })));
  refuseProblems('field', problems);
  await requireFieldsOf(trx, context, input.entity);
  await requireRoom(trx, context, input.entity);
  const { sql, bindings } = insertInto('custom_fields', {
    tenantId: context.tenantId,
    id: newId(),
    entity: input.entity,
    key,
    label,
    type,
    required,
    options: JSON.stringify(options),
    rules: JSON.stringify(rules),
    defaultValue: stored(defaultValue),
    editableBy: roleCodes(editableBy),
    viewableBy: roleCodes(viewableBy),
    ...texts(input),
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
  await writeAudit(trx, context, {
    action: 'field.created',
    recordType: 'field',
    recordId: field.id,
    after: { entity: field.entity, key, type },
  });
  return field;
}

/** Plans may leave out fields of one's own on contacts and deals. */
export async function requireFieldsOf(trx: TenantTrx, context: CommandContext, entity: CustomFieldEntity): Promise<void> {
  if (entity === 'contact') await requireFeature(trx, context, 'contacts.customFields');
  if (entity === 'deal') await requireFeature(trx, context, 'deals.customFields');
}

async function requireRoom(trx: TenantTrx, context: CommandContext, entity: CustomFieldEntity): Promise<void> {
  const row = await rowOf<{ readonly n: number }>(
    trx,
    'select count(*)::int as n from custom_fields where tenant_id = ? and entity = ? and archived_at is null',
    [context.tenantId, entity],
  );
  if ((row?.n ?? 0) < maxFields) return;
  throw new UserError('validation_failed', `There can be ${maxFields} fields of one kind of record. Remove one first.`);
}

/** An array of the database; objects would become JSON. */
function roleCodes(codes: readonly string[] | null): SqlValue | null {
  return codes === null ? null : new SqlValue('?::text[]', [[...new Set(codes)]]);
}

/** The JSON value null is stored as no value at all. */
function stored(value: Json): string | null {
  return value === null ? null : JSON.stringify(value);
}

function texts(input: {
  readonly description?: string | null | undefined;
  readonly groupName?: string | null | undefined;
}): Record<string, unknown> {
  const { description, groupName } = input;
  return {
    ...(description === undefined ? {} : { description: multiLine(description ?? '') || null }),
    ...(groupName === undefined ? {} : { groupName: singleLine(groupName ?? '').slice(0, 100) || null }),
  };
}

export interface UpdateCustomField {
  readonly id: string;
  readonly label?: string | undefined;
  readonly required?: boolean | undefined;
  readonly options?: readonly CustomFieldOption[] | undefined;
  readonly position?: number | undefined;
  readonly description?: string | null | undefined;
  readonly groupName?: string | null | undefined;
  readonly defaultValue?: Json | undefined;
  readonly rules?: ValueRules | undefined;
  readonly editableBy?: readonly string[] | null | undefined;
  readonly viewableBy?: readonly string[] | null | undefined;
  readonly expectedVersion?: number;
}

/**
 * Changes how a field is shown, what it offers and demands. The key stays: conditions and templates rest on it; the type is
 * changed by a conversion. An option that a record still holds is archived instead of removed.
 */
export async function updateCustomField(trx: TenantTrx, context: CommandContext, input: UpdateCustomField): Promise<CustomFieldRow> {
  const field = await lockField(trx, context, input.id);
  requireVersion(field, input.expectedVersion, 'field');
  const label = input.label === undefined ? undefined : singleLine(input.label);
  const options = input.options === undefined ? undefined : await keepHeld(trx, context, field, input.options);
  const next = { ...field, label: label ?? field.label, options: options ?? field.options, rules: input.rules ?? field.rules };
  const problems = [
    ...(label === undefined ? [] : labelProblems(label)),
    ...(options === undefined ? [] : optionProblems(field.type, options)),
    ...(input.rules === undefined ? [] : ruleProblems(field.type, input.rules)),
  ];
  const wanted = input.defaultValue === undefined ? field.defaultValue : input.defaultValue;
  if (problems.length === 0) problems.push(...defaultProblems(next, wanted));
  problems.push(...(await roleProblems(trx, context, input)));
  refuseProblems('field', problems);
  const values = {
    label,
    required: input.required,
    options: options === undefined ? undefined : JSON.stringify(options),
    rules: input.rules === undefined ? undefined : JSON.stringify(input.rules),
    defaultValue: input.defaultValue === undefined ? undefined : stored(input.defaultValue),
    position: input.position,
    editableBy: input.editableBy === undefined ? undefined : roleCodes(input.editableBy),
    viewableBy: input.viewableBy === undefined ? undefined : roleCodes(input.viewableBy),
    ...texts(input),
  };
  const { sql, bindings } = updateOf('custom_fields', { tenantId: context.tenantId, id: field.id }, values, context.now);
  await auditRights(trx, context, field, input);
  return (await rowOf<CustomFieldRow>(trx, sql, bindings)) ?? field;
}

async function auditRights(
  trx: TenantTrx,
  context: CommandContext,
  field: CustomFieldRow,
  { editableBy = field.editableBy, viewableBy = field.viewableBy }: Pick<CreateCustomField, 'editableBy' | 'viewableBy'>,
): Promise<void> {
  const before = { editableBy: field.editableBy, viewableBy: field.viewableBy };
  const after = { editableBy, viewableBy };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await writeAudit(trx, context, { action: 'field.rights_changed', recordType: 'field', recordId: field.id, before, after });
}

/** The wanted options, and behind them, archived, those that were left out although records hold them. */
async function keepHeld(
  trx: TenantTrx,
  context: CommandContext,
  field: CustomFieldRow,
  wanted: readonly CustomFieldOption[],
): Promise<readonly CustomFieldOption[]> {
  const gone = field.options.filter((option) => !wanted.some((one) => one.value === option.value));
  if (gone.length === 0) return wanted;
  const held = await rowsOf<{ readonly value: string }>(
    trx,
    `select value from unnest(?::text[]) as value where exists (
       select from ${tableOf[field.entity]} r where r.tenant_id = ? and (
         r.custom @> jsonb_build_object(?::text, value) or r.custom @> jsonb_build_object(?::text, jsonb_build_array(value))))`,
    [gone.map((option) => option.value), context.tenantId, field.key, field.key],
  );
  const kept = gone.filter((option) => held.some((one) => one.value === option.value));
  return [...wanted, ...kept.map((option) => ({ ...option, archived: true }))];
}

/** Puts the fields of a kind of record into an order; fields that are not named come behind. */
export async function orderCustomFields(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly entity: CustomFieldEntity; readonly ids: readonly string[] },
): Promise<void> {
  await trx.raw(
    `update custom_fields f set position = coalesce(array_position(?::uuid[], f.id), 1000 + f.position), version = version + 1, updated_at = ?
     where f.tenant_id = ? and f.entity = ? and f.archived_at is null
       and f.position is distinct from coalesce(array_position(?::uuid[], f.id), 1000 + f.position)`,
    [[...input.ids], context.now, context.tenantId, input.entity, [...input.ids]],
  );
}
