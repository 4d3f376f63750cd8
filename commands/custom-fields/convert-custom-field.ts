import { findFieldUses } from '../../db/queries/field-usage.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Json } from '../../domain/json.ts';
import { conversionsOf, convertValue } from '../../domain/records/custom-field-conversion.ts';
import type { CustomFieldOption, CustomFieldType } from '../../domain/records/custom-field-rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import { rowOf, rowsOf, updateOf } from '../records/sql.ts';
import type { CustomFieldRow } from './custom-field-row.ts';
import { lockField, optionProblems, tableOf } from './custom-field-row.ts';

/** So many values are converted in one transaction, which must stay short. */
const maxValues = 20_000;
const maxOptions = 100;

export interface ConvertCustomField {
  readonly id: string;
  readonly type: CustomFieldType;
  /** Of a field to choose from; taken from the values there are when absent. */
  readonly options?: readonly CustomFieldOption[] | undefined;
  readonly dryRun: boolean;
  readonly expectedVersion?: number;
}

export interface Conversion {
  readonly field: CustomFieldRow;
  readonly values: number;
  readonly kept: number;
  readonly lost: number;
  /** Values that would be lost, the most frequent first. */
  readonly examples: readonly { readonly value: string; readonly records: number }[];
  readonly options: readonly CustomFieldOption[];
  readonly applied: boolean;
}

interface Held {
  readonly value: Json;
  readonly records: number;
}

/**
 * Changes the type of a field and every stored value with it, or only says what would become of them. Refused where nothing
 * could be kept, and while a published automation works with the field: its plan was checked against the old type.
 */
export async function convertCustomField(trx: TenantTrx, context: CommandContext, input: ConvertCustomField): Promise<Conversion> {
  const field = await lockField(trx, context, input.id);
  requireVersion(field, input.expectedVersion, 'field');
  requireConvertible(field, input.type);
  const held = await rowsOf<Held>(
    trx,
    `select custom -> ?::text as value, count(*)::int as records from ${tableOf[field.entity]}
     where tenant_id = ? and custom \\? ?::text group by 1 order by 2 desc`,
    [field.key, context.tenantId, field.key],
  );
  const values = held.reduce((sum, one) => sum + one.records, 0);
  const options = optionsFor(field, input, held);
  const target = { ...field, type: input.type, options, rules: {} };
  const converted = held.map((one) => ({ ...one, now: convertValue(field, target, one.value) }));
  const lost = converted.filter((one) => one.now === null);
  const answer = {
    values,
    lost: lost.reduce((sum, one) => sum + one.records, 0),
    examples: lost
      .slice(0, 20)
      .map((one) => ({ value: typeof one.value === 'string' ? one.value : JSON.stringify(one.value), records: one.records })),
    options,
  };
  const counted = { ...answer, kept: values - answer.lost };
  if (input.dryRun) return { ...counted, field, applied: false };
  await requireUnused(trx, field);
  if (values > maxValues) {
    throw new UserError(
      'conflict',
      `${values} records hold a value; at most ${maxValues} can be converted at once. Make a new field and fill it by an import.`,
    );
  }
  await writeValues(trx, context, field, converted);
  const changes = {
    type: input.type,
    options: JSON.stringify(options),
    rules: JSON.stringify(field.type === 'currency' || input.type === 'currency' ? field.rules : {}),
    defaultValue: null,
  };
  const { sql, bindings } = updateOf('custom_fields', { tenantId: context.tenantId, id: field.id }, changes, context.now);
  const row = (await rowOf<CustomFieldRow>(trx, sql, bindings)) ?? field;
  await writeAudit(trx, context, {
    action: 'field.converted',
    recordType: 'field',
    recordId: field.id,
    before: { type: field.type },
    after: { type: input.type, lost: answer.lost },
  });
  return { ...counted, field: row, applied: true };
}

function requireConvertible(field: CustomFieldRow, type: CustomFieldType): void {
  if (conversionsOf(field.type).includes(type)) return;
  const detail = `A field of type ${field.type} cannot become ${type}: nothing it holds could be kept. Make a new field instead.`;
  throw new UserError('validation_failed', detail, [{ pointer: '/type', code: 'type_not_convertible', detail }]);
}

async function requireUnused(trx: TenantTrx, field: CustomFieldRow): Promise<void> {
  const live = (await findFieldUses(trx, field)).filter((use) => use.kind === 'automation_version');
  if (live.length === 0) return;
  const names = [...new Set(live.map((use) => `"${use.name}"`))].slice(0, 5).join(', ');
  throw new UserError('conflict', `Published automations work with this field: ${names}. Take it out of them first.`, [], {
    code: 'field_in_use',
  });
}

function optionsFor(field: CustomFieldRow, input: ConvertCustomField, held: readonly Held[]): readonly CustomFieldOption[] {
  if (input.type !== 'select' && input.type !== 'multiselect') return [];
  const options = input.options ?? (field.options.length > 0 ? field.options : optionsOf(input.type, held));
  refuseProblems('field', optionProblems(input.type, options));
  return options;
}

/** The texts there are, the most frequent first. */
function optionsOf(type: CustomFieldType, held: readonly Held[]): readonly CustomFieldOption[] {
  const texts = held.flatMap(({ value }) => (typeof value === 'string' ? (type === 'multiselect' ? value.split(/[;,|]/) : [value]) : []));
  const byFold = new Map<string, string>();
  for (const text of texts) {
    const label = text.trim();
    if (label !== '' && label.length <= 200 && !byFold.has(label.toLowerCase())) byFold.set(label.toLowerCase(), label);
  }
  const labels = [...byFold.values()].slice(0, maxOptions);
  return labels.length === 0 ? [{ value: 'other', label: 'Other' }] : labels.map((label) => ({ value: label, label }));
}

async function writeValues(
  trx: TenantTrx,
  context: CommandContext,
  field: CustomFieldRow,
  converted: readonly { readonly value: Json; readonly now: Json }[],
): Promise<void> {
  const changed = converted.filter((one) => JSON.stringify(one.value) !== JSON.stringify(one.now));
  if (changed.length === 0) return;
  await trx.raw(
    `update ${tableOf[field.entity]} r
     set custom = case when jsonb_typeof(c.now) = 'null' then r.custom - ?::text else jsonb_set(r.custom, array[?::text], c.now) end,
       version = r.version + 1, updated_at = ?
     from (select e -> 'value' as value, e -> 'now' as now from jsonb_array_elements(?::jsonb) e) c
     where r.tenant_id = ? and r.custom -> ?::text = c.value`,
    [field.key, field.key, context.now, JSON.stringify(changed.map(({ value, now }) => ({ value, now }))), context.tenantId, field.key],
  );
}
