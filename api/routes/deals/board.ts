import { loadCatalogue } from '../../../commands/templates/check-content.ts';
import { boardCards, boardIds, boardSums, type BoardCard, type BoardFilter } from '../../../db/queries/deal-board.ts';
import { conditionSql } from '../../../db/queries/lists/condition-sql.ts';
import { likePattern, sql, type Sql } from '../../../db/queries/lists/sql.ts';
import { findBoardPipeline } from '../../../db/records/find-settings.ts';
import { openedOf } from '../../../db/opening.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { catalogueOf } from '../../../domain/records/field-catalogue.ts';
import type { z } from 'zod';
import type { DealBoard, DealCard, dealBoardQuery } from '../../contracts/deal-board.ts';
import * as contract from '../../contracts/deal-board.ts';
import type { ApiDeps } from '../../deps.ts';
import { instantCursor, page } from '../../lib/cursor.ts';
import type { Principal } from '../../lib/principal.ts';
import { ownerOf, parseFilter } from '../../lib/record-list.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { dealPolicy } from '../../policies/crm.ts';
import { noteHidden } from '../../../db/queries/seeing-fields.ts';
import { found, instantFromJson } from '../records/found.ts';

export const dealBoardRoute: Route = plainRoute(contract.dealBoard, {
  policy: dealPolicy.read,
  handle: async ({ deps, principal, query }) => {
    if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
    return readBoard(deps, principal, query);
  },
});

type BoardQuery = z.output<typeof dealBoardQuery>;

async function readBoard(deps: ApiDeps, principal: Principal, query: BoardQuery): Promise<DealBoard> {
  const { tenantId } = principal;
  const given = parseFilter(query.filter);
  const below = instantCursor(query.cursor);
  if (below !== null && query.stageId === undefined) throw new UserError('validation_failed', 'A cursor belongs to one column.');
  const begun = await deps.db.readTenant(tenantId, async (trx) => {
    await noteHidden(trx, principal.fieldsHidden);
    return {
      pipeline: found(await findBoardPipeline(trx, { pipelineId: query.pipelineId ?? null, stageId: query.stageId ?? null }), 'pipeline'),
      catalogue: given === null ? catalogueOf() : await loadCatalogue(trx, tenantId),
      now: openedOf(trx).now,
    };
  });
  const stageIds = begun.pipeline.stages.map((stage) => stage.id).filter((id) => query.stageId === undefined || id === query.stageId);
  const scope = { subject: 'deal', table: 'deals', catalogue: begun.catalogue, now: begun.now, timeZone: 'UTC' } as const;
  const more = [...moreOf(query, principal), ...(given === null ? [] : [conditionSql(given, scope)])];
  const filter: BoardFilter = { stageIds, closed: query.closed === true, more };
  // Only words and conditions need the door that can use their indexes.
  const searching = given !== null || (query.q ?? '') !== '';
  const [sums, ids] = await (searching ? deps.db.searchTenant : deps.db.readTenantAs)(tenantId, principal.ownersSeen, async (trx) => [
    await boardSums(trx, filter),
    await boardIds(trx, filter, { limit: query.limit, below }),
  ]);
  const shown = stageIds.flatMap((stageId) => ids.filter((one) => one.stageId === stageId).slice(0, query.limit + 1));
  const cards = await deps.db.readTenantAs(tenantId, principal.ownersSeen, (trx) =>
    boardCards(
      trx,
      shown.map((one) => one.id),
    ),
  );
  const byId = new Map(cards.map((card) => [card.id, present(card)]));
  const columns = stageIds.map((stageId) => {
    const own = shown.filter((one) => one.stageId === stageId).map((one) => byId.get(one.id));
    const { items, next } = page(
      own.filter((card) => card !== undefined),
      query.limit,
      (card) => [card.stageEnteredAt, card.id],
    );
    const totals = sums.filter((sum) => sum.stageId === stageId);
    return {
      stageId,
      count: totals.reduce((count, sum) => count + sum.count, 0),
      sums: totals.map(({ currency, amountMinor }) => ({ currency, amountMinor })),
      cards: items,
      next,
    };
  });
  return { pipelineId: begun.pipeline.id, columns };
}

function moreOf(query: BoardQuery, principal: Principal): readonly Sql[] {
  const owner = ownerOf(query.owner, principal);
  const words = (query.q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 10);
  return [
    ...(owner === undefined ? [] : [owner === null ? sql('deals.owner_user_id is null') : sql('deals.owner_user_id = ?::uuid', owner)]),
    ...(query.companyId === undefined ? [] : [sql('deals.company_id = ?::uuid', query.companyId)]),
    ...words.map((word) => sql('deals.search_text like ?', likePattern(word, 'anywhere'))),
  ];
}

function present(card: BoardCard): DealCard {
  const { nextStep } = card;
  return {
    ...card,
    stageEnteredAt: card.stageEnteredAt.toISOString(),
    nextStep: nextStep === null ? null : { ...nextStep, dueAt: instantFromJson(nextStep.dueAt) },
  };
}
