import type { JsonObject } from '../../domain/json.ts';
import type { CheckedCustom, CustomField, CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';
import { checkCustomValues } from '../../domain/records/custom-field-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from './sql.ts';

/** The tenant's own fields of a kind of record, in their order. */
export async function customFieldsOf(trx: TenantTrx, context: CommandContext, entity: CustomFieldEntity): Promise<readonly CustomField[]> {
  return rowsOf<CustomField>(
    trx,
    'select key, label, type, required, options from custom_fields where tenant_id = ? and entity = ? and archived_at is null order by position, key',
    [context.tenantId, entity],
  );
}

/** Checks custom values; reads the definitions only if there is something to check. */
export async function readCustom(
  trx: TenantTrx,
  context: CommandContext,
  entity: CustomFieldEntity,
  given: Readonly<Record<string, unknown>> | undefined,
  complete: boolean,
): Promise<CheckedCustom> {
  const empty = given === undefined || Object.keys(given).length === 0;
  // Required fields bind people who fill in a form; automations and imports take what there is.
  const demand = complete && context.actor.kind === 'user';
  if (empty && !demand) return { values: {}, problems: [] };
  const fields = await fieldsOnce(trx, context, entity);
  return checkCustomValues(given ?? {}, fields, { complete: demand });
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
