import { UserError } from '../../domain/errors/errors.ts';
import type { ListEntity } from '../../domain/records/list-entities.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

export interface ViewRow {
  readonly id: string;
  readonly version: number;
  readonly entity: ListEntity;
  readonly name: string;
  readonly ownerUserId: string;
  readonly ownerName: string;
  readonly sharedWith: 'nobody' | 'team' | 'all';
  readonly search: Readonly<Record<string, string>>;
  readonly columns: readonly string[] | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const select = 'select v.*, u.name as owner_name from list_views v join users u on u.tenant_id = v.tenant_id and u.id = v.owner_user_id';
const sameTeam = `exists (select from team_members a join team_members b on b.tenant_id = a.tenant_id and b.team_id = a.team_id
  where a.tenant_id = v.tenant_id and a.user_id = v.owner_user_id and b.user_id = ?)`;

/** The views of a list that somebody may use: their own, those of their teams, and those for everybody. */
export function viewsFor(trx: TenantTrx, tenantId: string, entity: ListEntity, userId: string): Promise<ViewRow[]> {
  return rowsOf<ViewRow>(
    trx,
    `${select} where v.tenant_id = ? and v.entity = ? and (v.owner_user_id = ? or v.shared_with = 'all' or (v.shared_with = 'team' and ${sameTeam}))
     order by lower(v.name), v.id limit 200`,
    [tenantId, entity, userId, userId],
  );
}

export interface ViewInput {
  readonly name: string;
  readonly sharedWith: ViewRow['sharedWith'];
  /** The parts of the list's address: `q`, `filter`, `sort` and the list's own. */
  readonly search: Readonly<Record<string, string>>;
  readonly columns: readonly string[] | null;
}

const maxViews = 200;

export async function createView(
  trx: TenantTrx,
  context: CommandContext,
  input: ViewInput & { readonly entity: ListEntity; readonly userId: string },
): Promise<ViewRow> {
  const counted = await rowOf<{ n: number }>(trx, 'select count(*)::int as n from list_views where tenant_id = ? and owner_user_id = ?', [
    context.tenantId,
    input.userId,
  ]);
  if ((counted?.n ?? 0) >= maxViews) throw new UserError('conflict', `You can keep at most ${maxViews} views.`);
  const id = newId();
  await trx('list_views').insert({
    tenant_id: context.tenantId,
    id,
    entity: input.entity,
    owner_user_id: input.userId,
    ...columnsOf(input),
  });
  return readView(trx, context.tenantId, id);
}

/** Changes a view; only whose it is may. */
export async function updateView(
  trx: TenantTrx,
  context: CommandContext,
  input: Partial<ViewInput> & { readonly id: string; readonly userId: string; readonly expectedVersion: number },
): Promise<ViewRow> {
  const row = await ownView(trx, context, input.id, input.userId);
  requireVersion(row, input.expectedVersion, 'view');
  await trx('list_views')
    .where({ tenant_id: context.tenantId, id: row.id })
    .update({ ...columnsOf({ ...row, ...input }), version: row.version + 1, updated_at: context.now });
  return readView(trx, context.tenantId, row.id);
}

/** Deletes a view; whoever opened their list with it gets the plain list. */
export async function deleteView(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly userId: string },
): Promise<void> {
  const row = await ownView(trx, context, input.id, input.userId);
  await trx('list_settings').where({ tenant_id: context.tenantId, default_view_id: row.id }).update({ default_view_id: null });
  await trx('list_views').where({ tenant_id: context.tenantId, id: row.id }).delete();
}

function columnsOf(input: ViewInput): Record<string, unknown> {
  return {
    name: input.name,
    shared_with: input.sharedWith,
    search: JSON.stringify(input.search),
    columns: input.columns === null ? null : JSON.stringify(input.columns),
  };
}

async function ownView(trx: TenantTrx, context: CommandContext, id: string, userId: string): Promise<ViewRow> {
  await trx.raw('select 1 from list_views where tenant_id = ? and id = ? for no key update', [context.tenantId, id]);
  const row = await readView(trx, context.tenantId, id);
  if (row.ownerUserId !== userId) {
    // A private view of somebody else is not there.
    if (row.sharedWith === 'nobody') throw notFound('view');
    throw new UserError('forbidden', `Only ${row.ownerName} can change this view. Save a copy of your own.`);
  }
  return row;
}

export async function readView(trx: TenantTrx, tenantId: string, id: string): Promise<ViewRow> {
  const row = await rowOf<ViewRow>(trx, `${select} where v.tenant_id = ? and v.id = ?`, [tenantId, id]);
  if (row === null) throw notFound('view');
  return row;
}

export interface ListSettings {
  readonly columns: readonly string[] | null;
  readonly density: 'dense' | 'comfortable';
  readonly defaultViewId: string | null;
}

export async function readListSettings(trx: TenantTrx, tenantId: string, entity: ListEntity, userId: string): Promise<ListSettings> {
  const row = await rowOf<ListSettings>(
    trx,
    'select columns, density, default_view_id from list_settings where tenant_id = ? and user_id = ? and entity = ?',
    [tenantId, userId, entity],
  );
  return row ?? { columns: null, density: 'dense', defaultViewId: null };
}

/** What a person keeps of a list on every device: columns in their order, density, the view it opens with. */
export async function writeListSettings(
  trx: TenantTrx,
  context: CommandContext,
  input: Partial<ListSettings> & { readonly entity: ListEntity; readonly userId: string },
): Promise<ListSettings> {
  const before = await readListSettings(trx, context.tenantId, input.entity, input.userId);
  const next = { ...before, ...input };
  if (next.defaultViewId !== null && next.defaultViewId !== before.defaultViewId) {
    const usable = await viewsFor(trx, context.tenantId, input.entity, input.userId);
    if (!usable.some((view) => view.id === next.defaultViewId)) throw notFound('view');
  }
  await trx.raw(
    `insert into list_settings (tenant_id, user_id, entity, columns, density, default_view_id, updated_at) values (?, ?, ?, ?::jsonb, ?, ?, ?)
     on conflict (tenant_id, user_id, entity)
     do update set columns = excluded.columns, density = excluded.density, default_view_id = excluded.default_view_id, updated_at = excluded.updated_at`,
    [
      context.tenantId,
      input.userId,
      input.entity,
      next.columns === null ? null : JSON.stringify(next.columns),
      next.density,
      next.defaultViewId,
      context.now,
    ],
  );
  return { columns: next.columns, density: next.density, defaultViewId: next.defaultViewId };
}
