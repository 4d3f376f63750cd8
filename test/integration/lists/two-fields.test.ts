import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as fields from '../../../api/contracts/custom-fields.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as lists from '../../../api/contracts/lists.ts';
import type { Condition, Expression, Operator } from '../../../domain/expressions/ast.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { Json } from '../../../domain/json.ts';
import { aCompany, aDeal, type World } from '../../factories/index.ts';
import type { Workspace } from '../../helpers/api-people.ts';
import { aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  for (const [label, type] of [
    ['Expected', 'number'],
    ['Contract ends', 'date'],
  ] as const)
    await acme.admin.ok(fields.createCustomField, { body: { entity: 'deal', label, type } });
  const world: World = { db: api.db, tenantId: asTenantId(acme.tenantId), slug: acme.slug, adminUserId: acme.userId };
  const company = await aCompany(world, { name: 'Nova' });
  const custom = (expected: number | null, ends: string | null) => ({ expected, contract_ends: ends });
  await aDeal(world, { name: 'Above', amountMinor: 500, expectedCloseOn: '2027-03-01', custom: custom(400, '2027-03-31') });
  await aDeal(world, { name: 'Below', amountMinor: 300, expectedCloseOn: '2027-04-01', custom: custom(400, '2027-03-31') });
  await aDeal(world, { name: 'Unknown', amountMinor: 300, custom: custom(null, null) });
  await aDeal(world, { name: 'NOVA', amountMinor: 0, companyId: company.id });
});
afterAll(() => api.stop());

const field = (path: string): Expression => ({ kind: 'field', path });
const call = (fn: 'add' | 'add_duration' | 'multiply', path: string, value: Json): Expression => ({
  kind: 'call',
  fn,
  args: [field(path), { kind: 'literal', value }],
});
const compare = (left: string, operator: Operator, right: Expression): Condition => ({
  kind: 'compare',
  left: field(left),
  operator,
  right,
});
const filter = (condition: Condition) => ({ query: { filter: JSON.stringify(condition) } });

describe('a list asked about two fields', () => {
  it.each([
    ['an amount above another', compare('deal.amountMinor', 'greater_than', field('deal.custom.expected')), ['Above']],
    ['not the same amount, unknown included', compare('deal.amountMinor', 'is_not', field('deal.custom.expected')), 4],
    ['a day before another', compare('deal.expectedCloseOn', 'before', field('deal.custom.contract_ends')), ['Above']],
    [
      'a day before another and two days',
      compare('deal.expectedCloseOn', 'before', call('add_duration', 'deal.custom.contract_ends', { amount: 2, unit: 'days' })),
      ['Above', 'Below'],
    ],
    ['an amount and a bit', compare('deal.amountMinor', 'greater_or_equal', call('add', 'deal.custom.expected', -100)), ['Above', 'Below']],
    ['a field of a related record', compare('deal.name', 'is', field('deal.company.name')), ['NOVA']],
    ['a related record on the left', compare('deal.company.name', 'starts_with', field('deal.name')), ['NOVA']],
  ] as const)('%s', async (_name, condition, expected) => {
    const { body } = await acme.admin.ok(deals.listDeals, filter(condition));
    const names = body.items.map((deal) => deal.name).sort();
    expect(typeof expected === 'number' ? names.length : names).toEqual(expected);
  });

  it.each([
    ['of different types', compare('deal.name', 'is', field('deal.amountMinor')), '/filter/right'],
    ['one of which there is not', compare('deal.name', 'is', field('deal.nothing')), '/filter/right'],
    ['by a range', compare('deal.amountMinor', 'between', field('deal.custom.expected')), '/filter/right'],
    ['by tags', compare('deal.tags', 'has_any_tag', field('deal.name')), '/filter/left'],
    ['moved by what it cannot be', compare('deal.amountMinor', 'is', call('add', 'deal.name', 1)), '/filter/right'],
    ['worked out in another way', compare('deal.amountMinor', 'is', call('multiply', 'deal.custom.expected', 2)), '/filter/right'],
    [
      'moved beyond all time',
      compare('deal.createdAt', 'before', call('add_duration', 'deal.updatedAt', { amount: 1e300, unit: 'weeks' })),
      '/filter/right',
    ],
  ] as const)('is told where two cannot be compared: %s', async (_name, condition, pointer) => {
    const refused = await acme.admin.refused(deals.listDeals, 422, filter(condition));
    expect(refused).toMatchObject({
      body: { errors: [{ pointer: pointer.replace('/filter', '/filter/of/0'), code: 'filter_not_possible' }] },
    });
  });

  it('becomes a segment only when both sides are of one kind', async () => {
    const body = (condition: Condition) => ({ body: { entity: 'deal' as const, name: `S${JSON.stringify(condition).length}`, condition } });
    await acme.admin.ok(lists.createSegment, body(compare('deal.amountMinor', 'less_than', field('deal.custom.expected'))));
    const refused = await acme.admin.refused(lists.createSegment, 422, body(compare('deal.name', 'is', field('deal.amountMinor'))));
    expect(refused).toMatchObject({ body: { errors: [{ pointer: '/condition/right', code: 'value' }] } });
  });
});
