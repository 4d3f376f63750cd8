import type { Transaction } from 'objection';
import { openedOf } from '../opening.ts';
import { visibleRow } from '../visibility.ts';
import type { NamedUser } from '../records/find-leads.ts';
import type { NamedRecord } from '../records/find-tasks.ts';
import { rowsOf } from '../records/sql.ts';
import { recordJson, userJson } from '../records/views.ts';
import type { Sql } from './lists/sql.ts';
import { joined, sql } from './lists/sql.ts';

export interface BoardCard {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly stageId: string;
  readonly status: 'open' | 'won' | 'lost' | 'abandoned';
  readonly locked: boolean;
  readonly amountMinor: number;
  readonly currency: string;
  readonly source: string | null;
  readonly contact: NamedRecord | null;
  readonly company: NamedRecord | null;
  readonly owner: NamedUser | null;
  readonly stageEnteredAt: Date;
  readonly expectedCloseOn: string | null;
  readonly nextStep: { readonly id: string; readonly title: string; readonly dueAt: string | null } | null;
}

export interface ColumnSum {
  readonly stageId: string;
  readonly currency: string;
  readonly count: number;
  readonly amountMinor: number;
}

/** Which deals are on the board; `more` holds further conditions about the table `deals`. */
export interface BoardFilter {
  readonly stageIds: readonly string[];
  readonly closed: boolean;
  readonly more: readonly Sql[];
}

/** The condition of a board. Its tenant's predicate stands in it whatever the door. */
function whereSql(trx: Transaction, filter: BoardFilter): Sql {
  const { tenantId } = openedOf(trx);
  if (tenantId === null) throw new TypeError('a board belongs to one tenant');
  return joined(
    [
      sql('deals.tenant_id = ?', tenantId),
      sql(visibleRow('deal', 'deals')),
      sql('deals.archived_at is null'),
      ...(filter.closed ? [] : [sql(`deals.status = 'open'`)]),
      ...filter.more,
    ],
    'and',
    'true',
  );
}

/** How many deals stand in each stage and what they are worth, by currency. */
export async function boardSums(trx: Transaction, filter: BoardFilter): Promise<ColumnSum[]> {
  const where = whereSql(trx, filter);
  return rowsOf<ColumnSum>(
    trx,
    `select stage_id, currency, count(*)::int as count, sum(amount_minor)::text as amount_minor from deals
     where deals.stage_id = any(?::uuid[]) and ${where.text} group by stage_id, currency order by stage_id, sum(amount_minor) desc`,
    [[...filter.stageIds], ...where.bindings.map(bindable)],
  );
}

/** The ids of the first cards of each column, the latest in the stage first; one more than `limit` tells that there are further ones. */
export async function boardIds(
  trx: Transaction,
  filter: BoardFilter,
  page: { readonly limit: number; readonly below: readonly [string, string] | null },
): Promise<{ readonly id: string; readonly stageId: string }[]> {
  const where = whereSql(trx, filter);
  const below = page.below === null ? sql('true') : sql('(deals.stage_entered_at, deals.id) < (?::timestamptz, ?::uuid)', ...page.below);
  return rowsOf<{ id: string; stageId: string }>(
    trx,
    `select c.id, c.stage_id from unnest(?::uuid[]) with ordinality as s(id, place) cross join lateral (
       select deals.id, deals.stage_id, deals.stage_entered_at from deals
       where deals.stage_id = s.id and ${where.text} and ${below.text}
       order by deals.stage_entered_at desc, deals.id desc limit ?
     ) c order by s.place, c.stage_entered_at desc, c.id desc`,
    [[...filter.stageIds], ...where.bindings.map(bindable), ...below.bindings.map(bindable), page.limit + 1],
  );
}

/** What the cards show, in the caller's own rights. */
export async function boardCards(trx: Transaction, ids: readonly string[]): Promise<BoardCard[]> {
  if (ids.length === 0) return [];
  return rowsOf<BoardCard>(
    trx,
    `select d.id, d.version, d.name, d.stage_id, d.status, d.locked, d.amount_minor, d.currency, d.source, d.stage_entered_at,
       d.expected_close_on::text as expected_close_on, ${recordJson('contact', 'd.contact_id', 'd')} as contact,
       ${recordJson('company', 'd.company_id', 'd')} as company, ${userJson('d.owner_user_id', 'd')} as owner,
       (select json_build_object('id', t.id, 'title', t.title, 'dueAt', t.due_at) from task_links l
          join tasks t on t.tenant_id = l.tenant_id and t.id = l.task_id
        where l.tenant_id = d.tenant_id and l.record_id = d.id and t.status in ('open', 'in_progress') and t.archived_at is null
        order by t.due_at nulls last, t.id limit 1) as next_step
     from deals d where d.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and d.id = any(?::uuid[])`,
    [[...ids]],
  );
}

function bindable(value: Sql['bindings'][number]): string | number | boolean | null | string[] {
  return Array.isArray(value) ? [...(value as readonly string[])] : (value as string | number | boolean | null);
}
