import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { Json } from '../../domain/json.ts';
import type {
  CustomField,
  CustomFieldEntity,
  CustomFieldOption,
  CustomFieldType,
  ValueRules,
} from '../../domain/records/custom-field-rules.ts';
import { checkCustomValue } from '../../domain/records/custom-field-rules.ts';
import { maxName } from '../../domain/records/record-fields.ts';
import { lengthOf } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound } from '../records/lock-record.ts';
import type { RowBase } from '../records/rows.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

export interface CustomFieldRow extends RowBase {
  readonly entity: CustomFieldEntity;
  readonly key: string;
  readonly label: string;
  readonly type: CustomFieldType;
  readonly required: boolean;
  readonly options: readonly CustomFieldOption[];
  readonly position: number;
  readonly description: string | null;
  readonly groupName: string | null;
  readonly defaultValue: Json;
  readonly rules: ValueRules;
  readonly editableBy: readonly string[] | null;
  readonly viewableBy: readonly string[] | null;
}

/** The table of each kind of record that carries custom values. */
export const tableOf: Readonly<Record<CustomFieldEntity, string>> = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
  deal: 'deals',
};

export async function lockField(trx: TenantTrx, context: CommandContext, id: string, archived = false): Promise<CustomFieldRow> {
  const field = isUuid(id)
    ? await rowOf<CustomFieldRow>(
        trx,
        `select * from custom_fields where tenant_id = ? and id = ? and archived_at is ${archived ? 'not ' : ''}null for no key update`,
        [context.tenantId, id],
      )
    : null;
  if (field === null) throw notFound('field');
  return field;
}

export function labelProblems(label: string): Problem[] {
  if (label === '') return [{ pointer: '/label', code: 'required', detail: 'A field needs a label.' }];
  return lengthOf(label) > maxName
    ? [{ pointer: '/label', code: 'text_too_long', detail: `A label has at most ${maxName} characters.` }]
    : [];
}

export function optionProblems(type: CustomFieldType, options: readonly CustomFieldOption[]): Problem[] {
  const chooses = type === 'select' || type === 'multiselect';
  if (chooses && !options.some((option) => option.archived !== true))
    return [{ pointer: '/options', code: 'required', detail: 'Give the values to choose from.' }];
  if (!chooses && options.length > 0)
    return [{ pointer: '/options', code: 'not_allowed', detail: 'Only a field to choose from has options.' }];
  return [...twice(options, 'value'), ...twice(options, 'label')];
}

function twice(options: readonly CustomFieldOption[], part: 'value' | 'label'): Problem[] {
  const values = options.map((option) => option[part].trim().toLowerCase());
  const index = values.findIndex((value, at) => values.indexOf(value) !== at);
  return index < 0
    ? []
    : [
        {
          pointer: `/options/${index}/${part}`,
          code: 'not_unique',
          detail: `Each ${part === 'value' ? 'value' : 'name of an option'} stands once.`,
        },
      ];
}

const numeric: ReadonlySet<CustomFieldType> = new Set(['number', 'currency']);

/** Rules must suit the type and leave something possible. */
export function ruleProblems(type: CustomFieldType, rules: ValueRules): Problem[] {
  const given = Object.entries(rules).filter(([, value]) => value !== null && value !== undefined);
  const allowed: Readonly<Partial<Record<CustomFieldType, readonly string[]>>> = {
    text: ['maxLength'],
    number: ['min', 'max', 'decimals'],
    currency: ['min', 'max', 'decimals', 'currency'],
    date: ['min', 'max'],
  };
  const problems = given
    .filter(([name]) => !(allowed[type] ?? []).includes(name))
    .map(([name]) => ({ pointer: `/rules/${name}`, code: 'not_allowed', detail: `A field of this type has no rule "${name}".` }));
  const wanted = numeric.has(type) ? 'number' : 'string';
  for (const name of ['min', 'max'] as const) {
    const value = rules[name] ?? null;
    if (value === null || problems.some((one) => one.pointer === `/rules/${name}`)) continue;
    if (typeof value !== wanted || (typeof value === 'string' && !/^\d{4}-\d{2}-\d{2}$/.test(value)))
      problems.push({
        pointer: `/rules/${name}`,
        code: 'rule_invalid',
        detail: wanted === 'number' ? 'This must be a number.' : 'This must be a day such as 2027-03-31.',
      });
  }
  const { min, max } = rules;
  if (problems.length === 0 && min !== null && min !== undefined && max !== null && max !== undefined && min > max)
    problems.push({ pointer: '/rules/max', code: 'rule_invalid', detail: 'The largest value is smaller than the smallest.' });
  return problems;
}

export function defaultProblems(field: CustomField, value: Json): Problem[] {
  if (value === null) return [];
  if (field.type === 'user') return [{ pointer: '/defaultValue', code: 'not_allowed', detail: 'A field for a user has no default.' }];
  const checked = checkCustomValue(field, value);
  return 'problem' in checked
    ? [{ pointer: '/defaultValue', code: 'custom_field_invalid', detail: `The default ${checked.problem}.` }]
    : [];
}

/** Codes that are no roles of this workspace. */
export async function roleProblems(
  trx: TenantTrx,
  context: CommandContext,
  given: Pick<CustomField, 'editableBy' | 'viewableBy'>,
): Promise<Problem[]> {
  const named = [...(given.editableBy ?? []), ...(given.viewableBy ?? [])];
  if (named.length === 0) return [];
  const known = await rowsOf<{ readonly code: string }>(trx, 'select code from roles where tenant_id = ? and code = any(?::text[])', [
    context.tenantId,
    named,
  ]);
  return (['editableBy', 'viewableBy'] as const).flatMap((member) =>
    (given[member] ?? []).flatMap((code, index) =>
      known.some((role) => role.code === code)
        ? []
        : [{ pointer: `/${member}/${index}`, code: 'role_unknown', detail: `There is no role "${code}".` }],
    ),
  );
}

export function keyTaken(key: string): UserError {
  const detail = `There is a field "${key}" already (perhaps an archived one).`;
  return new UserError('conflict', detail, [{ pointer: '/key', code: 'key_taken', detail }]);
}
