import { archiveCustomField, createCustomField, updateCustomField } from '../../../commands/custom-fields/custom-fields.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { CustomFieldView } from '../../../db/records/find-settings.ts';
import { findCustomField, listCustomFields } from '../../../db/records/find-settings.ts';
import type { CustomField } from '../../contracts/custom-fields.ts';
import * as contract from '../../contracts/custom-fields.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { fieldPolicy } from '../../policies/crm.ts';
import { found, presentMeta } from '../records/found.ts';

function present(row: CustomFieldView): CustomField {
  const { entity, key, label, type, required, position } = row;
  return { ...presentMeta(row), entity, key, label, type, required, position, options: [...row.options] };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<CustomField> =>
  present(found(await findCustomField(trx, params.id), 'field'));

export const customFieldRoutes: readonly Route[] = [
  readRoute(contract.listCustomFields, {
    policy: fieldPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listCustomFields(trx, { entity: query.entity ?? null, after: idCursor(query.cursor), limit: query.limit });
      return page(rows.map(present), query.limit, (row) => [row.id]);
    },
  }),
  writeRoute(contract.createCustomField, {
    policy: fieldPolicy.write,
    handle: async ({ trx, context, body }) => present(await createCustomField(trx, context, body)),
  }),
  readRoute(contract.readCustomField, { policy: fieldPolicy.read, handle: current }),
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
];
