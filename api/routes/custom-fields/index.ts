import { archiveCustomField, restoreCustomField } from '../../../commands/custom-fields/archive-custom-field.ts';
import { convertCustomField } from '../../../commands/custom-fields/convert-custom-field.ts';
import { tableOf } from '../../../commands/custom-fields/custom-field-row.ts';
import { createCustomField, orderCustomFields, updateCustomField } from '../../../commands/custom-fields/custom-fields.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { countFieldValues, findFieldUses } from '../../../db/queries/field-usage.ts';
import type { CustomFieldView } from '../../../db/records/find-settings.ts';
import { findCustomField, listCustomFields } from '../../../db/records/find-settings.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { CustomField } from '../../contracts/custom-fields.ts';
import * as contract from '../../contracts/custom-fields.ts';
import { badCursor, decodeCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { fieldPolicy } from '../../policies/crm.ts';
import { found, presentMeta } from '../records/found.ts';

function present(row: CustomFieldView): CustomField {
  const { entity, key, label, type, required, position, description, groupName, defaultValue, rules } = row;
  const editableBy = row.editableBy === null ? null : [...row.editableBy];
  const viewableBy = row.viewableBy === null ? null : [...row.viewableBy];
  const options = row.options.map((option) => ({ ...option }));
  return {
    ...presentMeta(row),
    entity,
    key,
    label,
    type,
    required,
    position,
    options,
    description,
    groupName,
    defaultValue,
    rules,
    editableBy,
    viewableBy,
  };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<CustomField> =>
  present(found(await findCustomField(trx, params.id), 'field'));

function orderCursor(cursor: string | undefined): readonly [number, string] | null {
  if (cursor === undefined) return null;
  const [position, id] = decodeCursor(cursor, 2);
  if (typeof position !== 'number' || !Number.isInteger(position) || typeof id !== 'string' || !isUuid(id)) throw badCursor();
  return [position, id];
}

export const customFieldRoutes: readonly Route[] = [
  readRoute(contract.listCustomFields, {
    policy: fieldPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listCustomFields(trx, {
        entity: query.entity ?? null,
        archived: query.archived ?? false,
        after: orderCursor(query.cursor),
        limit: query.limit,
      });
      return page(rows.map(present), query.limit, (row) => [row.position, row.id]);
    },
  }),
  writeRoute(contract.createCustomField, {
    policy: fieldPolicy.write,
    handle: async ({ trx, context, body }) => present(await createCustomField(trx, context, body)),
  }),
  writeRoute(contract.orderCustomFields, {
    policy: fieldPolicy.write,
    handle: async ({ trx, context, body }) => {
      await orderCustomFields(trx, context, body);
      const rows = await listCustomFields(trx, { entity: body.entity, archived: false, after: null, limit: 200 });
      return { items: rows.map(present) };
    },
  }),
  readRoute(contract.readCustomField, { policy: fieldPolicy.read, handle: current }),
  readRoute(contract.readFieldUsage, {
    policy: fieldPolicy.read,
    handle: async ({ trx, params }) => {
      const field = found(await findCustomField(trx, params.id), 'field');
      const uses = await findFieldUses(trx, field);
      return { values: await countFieldValues(trx, tableOf[field.entity], field.key), uses: uses.map((use) => ({ ...use })) };
    },
  }),
  writeRoute(contract.updateCustomField, {
    policy: fieldPolicy.write,
    handle: async ({ trx, context, params, body, version }) =>
      present(await updateCustomField(trx, context, { ...body, id: params.id, expectedVersion: version })),
    current,
  }),
  writeRoute(contract.archiveCustomField, {
    policy: fieldPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveCustomField(trx, context, params);
      return undefined;
    },
  }),
  writeRoute(contract.restoreCustomField, {
    policy: fieldPolicy.write,
    handle: async ({ trx, context, params }) => present(await restoreCustomField(trx, context, params)),
  }),
  writeRoute(contract.convertCustomField, {
    policy: fieldPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      const done = await convertCustomField(trx, context, { ...body, id: params.id });
      return { ...done, field: present(done.field), options: [...done.options], examples: [...done.examples] };
    },
  }),
];
