import { createTag, deleteTag, updateTag } from '../../../commands/tags/manage-tags.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { TagRow } from '../../../db/records/find-tags.ts';
import { findTag, listTags } from '../../../db/records/find-tags.ts';
import type { Tag } from '../../contracts/tags.ts';
import * as contract from '../../contracts/tags.ts';
import { badCursor, decodeCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { tagPolicy } from '../../policies/crm.ts';
import { found } from '../records/found.ts';

function present(row: TagRow): Tag {
  const { id, name, color, version } = row;
  return { id, name, color, version, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Tag> =>
  present(found(await findTag(trx, params.id), 'tag'));

function nameAfter(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [name] = decodeCursor(cursor, 1);
  if (typeof name !== 'string') throw badCursor();
  return name;
}

export const tagRoutes: readonly Route[] = [
  readRoute(contract.listTags, {
    policy: tagPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listTags(trx, { q: query.q, after: nameAfter(query.cursor), limit: query.limit });
      return page(rows.map(present), query.limit, (row) => [row.name.toLowerCase()]);
    },
  }),
  writeRoute(contract.createTag, {
    policy: tagPolicy.write,
    handle: async ({ trx, context, body }) => present(await createTag(trx, context, body)),
  }),
  readRoute(contract.readTag, { policy: tagPolicy.read, handle: current }),
  writeRoute(contract.updateTag, {
    policy: tagPolicy.write,
    handle: async ({ trx, context, params, body, version }) =>
      present(await updateTag(trx, context, { ...body, id: params.id, expectedVersion: version })),
    current,
  }),
  writeRoute(contract.removeTag, {
    policy: tagPolicy.write,
    handle: async ({ trx, context, params }) => {
      await deleteTag(trx, context, params);
      return undefined;
    },
  }),
];
