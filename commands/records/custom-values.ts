import type { JsonObject } from '../../domain/json.ts';
import type { CheckedCustom, CustomField, CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';
import { checkCustomValues, withDefaults } from '../../domain/records/custom-field-rules.ts';
import { fieldsHidden, seeingAllFields } from '../../db/queries/seeing-fields.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockedFor, refuseLocked } from './locked-fields.ts';
import { rowsOf } from './sql.ts';

/** The tenant's own fields of a kind of record, in their order. */
export async function customFieldsOf(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  entity: CustomFieldEntity,
): Promise<readonly CustomField[]> {
  return rowsOf<CustomField>(
    trx,
    'select key, label, type, required, options, rules, default_value, editable_by, viewable_by from custom_fields where tenant_id = ? and entity = ? and archived_at is null order by position, key',
    [context.tenantId, entity],
  );
}

/** Checks custom values; reads the definitions only if there is something to check. `stored` is null for a new record, which gets the defaults. */
export async function readCustom(
  trx: TenantTrx,
  context: CommandContext,
  entity: CustomFieldEntity,
  given: Readonly<Record<string, unknown>> | undefined,
  stored: JsonObject | null,
): Promise<CheckedCustom> {
  const empty = given === undefined || Object.keys(given).length === 0;
  if (empty && stored !== null) return { values: {}, problems: [] };
  const fields = await fieldsOnce(trx, context, entity);
  // Required fields bind people who fill in a form; automations and imports take what there is.
  const complete = stored === null && context.actor.kind === 'user';
  const wanted = stored === null ? withDefaults(given ?? {}, fields) : (given ?? {});
  const known = context.actor.kind === 'automation' ? await withoutArchived(trx, context, entity, wanted, fields) : wanted;
  const locked = await lockedFor(trx, context, fields);
  // Nobody has to fill in what they may not.
  const theirs = locked.size === 0 ? fields : fields.map((field) => (locked.has(field.key) ? { ...field, required: false } : field));
  const checked = checkCustomValues(known, theirs, { complete, stored: stored ?? {} });
  refuseLocked(locked, fields, given ?? {}, checked.values, stored ?? {});
  const defaults = stored === null && context.actor.kind === 'user' ? await hiddenDefaults(trx, context, entity) : {};
  const strangers = await unknownUsers(trx, context, fields, checked.values);
  return { values: { ...defaults, ...checked.values }, problems: [...checked.problems, ...strangers] };
}

/** Fields that whoever makes a record does not see get their defaults all the same. */
async function hiddenDefaults(trx: TenantTrx, context: CommandContext, entity: CustomFieldEntity): Promise<JsonObject> {
  const known = hidden.get(context) ?? fieldsHidden(trx);
  hidden.set(context, known);
  const keys = await known;
  if (![...keys].some((key) => key.startsWith(`${entity}.`))) return {};
  const all = await seeingAllFields(trx, () => customFieldsOf(trx, context, entity));
  const theirs = all.filter((field) => keys.has(`${entity}.${field.key}`)).map((field) => ({ ...field, required: false }));
  return checkCustomValues(withDefaults({}, theirs), theirs, { complete: false }).values;
}

const hidden = new WeakMap<CommandContext, Promise<ReadonlySet<string>>>();

/**
 * A published automation may name a field that was removed since: it goes on without it. A field that never was is a mistake
 * and refused. No statement when all fields are there.
 */
async function withoutArchived(
  trx: TenantTrx,
  context: CommandContext,
  entity: CustomFieldEntity,
  given: Readonly<Record<string, unknown>>,
  fields: readonly CustomField[],
): Promise<Readonly<Record<string, unknown>>> {
  const missing = Object.keys(given).filter((key) => !fields.some((field) => field.key === key));
  if (missing.length === 0) return given;
  const archived = await archivedAmong(trx, context, entity, missing);
  return Object.fromEntries(Object.entries(given).filter(([key]) => !archived.some((field) => field.key === key)));
}

/** Which of the keys are fields that were removed. */
export async function archivedAmong(
  trx: TenantTrx,
  context: CommandContext,
  entity: CustomFieldEntity,
  keys: readonly string[],
): Promise<readonly { readonly key: string; readonly label: string }[]> {
  return rowsOf(
    trx,
    'select key, label from custom_fields where tenant_id = ? and entity = ? and archived_at is not null and key = any(?::text[])',
    [context.tenantId, entity, [...keys]],
  );
}

/** A user field names somebody of this tenant. No statement when none is given. */
async function unknownUsers(
  trx: TenantTrx,
  context: CommandContext,
  fields: readonly CustomField[],
  values: JsonObject,
): Promise<readonly Problem[]> {
  const named = fields.flatMap((field) => {
    const id = field.type === 'user' ? values[field.key] : null;
    return typeof id === 'string' ? [{ field, id }] : [];
  });
  if (named.length === 0) return [];
  const known = await rowsOf<{ readonly id: string }>(trx, 'select id from users where tenant_id = ? and id = any(?::uuid[])', [
    context.tenantId,
    named.map((one) => one.id),
  ]);
  return named
    .filter(({ id }) => !known.some((user) => user.id === id))
    .map(({ field }) => ({
      pointer: `/custom/${field.key}`,
      code: 'custom_field_invalid',
      detail: `${field.label} is not a user of this workspace.`,
    }));
}

const known = new WeakMap<CommandContext, Map<CustomFieldEntity, Promise<readonly CustomField[]>>>();

/** One statement a transaction, however many records it writes. */
function fieldsOnce(trx: TenantTrx, context: CommandContext, entity: CustomFieldEntity): Promise<readonly CustomField[]> {
  const ofContext = known.get(context) ?? new Map<CustomFieldEntity, Promise<readonly CustomField[]>>();
  known.set(context, ofContext);
  const fields = ofContext.get(entity) ?? customFieldsOf(trx, context, entity);
  ofContext.set(entity, fields);
  return fields;
}

/** The stored values with the given ones over them; null takes one away. */
export function mergeCustom(stored: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...stored, ...given }).filter(([, value]) => value !== null));
}
