import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunActivities } from '../../../activities/runs/create-run-activities.ts';
import * as automations from '../../../api/contracts/automations.ts';
import { createLead, updateLead } from '../../../api/contracts/leads.ts';
import { replayAutomation } from '../../../api/contracts/replays.ts';
import * as runs from '../../../api/contracts/runs.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { relayRound } from '../../../workers/relay/relay.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;

beforeAll(async () => {
  api = await startApi();
  [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
});
afterAll(() => api.stop());

const above = (path: string, value: number) => ({
  kind: 'compare' as const,
  left: { kind: 'field' as const, path },
  operator: 'greater_than' as const,
  right: { kind: 'literal' as const, value },
});
const edge = (from: string, outcome: string, to: string) => ({ from, outcome, to });

/** Good leads get a task, others a tag. */
const sorted = (score: number, more: Partial<AutomationDefinition> = {}, title = 'Call') =>
  definition(
    [
      step('if', 'flow.if', { condition: above('lead.score', score) }),
      step('task', 'record.create_task', { title, due: null, assignee: { kind: 'owner' } }),
      step('tag', 'record.add_tag', { tags: ['Cold'] }),
    ],
    {
      name: 'Sort leads',
      edges: [edge('start', 'next', 'if'), edge('if', 'yes', 'task'), edge('if', 'no', 'tag')],
      ...more,
    },
  );

/** A live automation with one ended run for each score. */
async function ran(scores: readonly number[]) {
  const { body: draft } = await acme.admin.ok(automations.createAutomation, { body: { definition: { ...sorted(50) } } });
  const { body: live } = await acme.admin.ok(automations.publishAutomation, { params: { id: draft.id }, version: draft.version });
  const leads: { readonly id: string; readonly version: number }[] = [];
  for (const score of scores)
    leads.push((await acme.admin.ok(createLead, { body: { firstName: 'Zoe', lastName: `S${score}`, score } })).body);
  const log = { error: () => undefined, warn: () => undefined };
  while (await relayRound({ db: api.db, log }));
  const { runSegment } = createRunActivities({ db: api.db, mailDomain: 'test.invalid' });
  const { body } = await acme.admin.ok(runs.listRuns, { query: { automationId: draft.id } });
  for (const { id } of body.items)
    await runSegment({ tenantId: acme.tenantId, runId: id, incarnation: 1, seq: 1, happened: { kind: 'look' } });
  return { id: draft.id, version: live.version, leads };
}

async function drawAnew(id: string, version: number, next: AutomationDefinition) {
  await acme.admin.ok(automations.updateAutomation, { params: { id }, body: { definition: { ...next } }, version });
}

/** By the names of the records: runs of one instant have no order. */
async function replayed(id: string, body = {}) {
  const { totals, items } = (await acme.admin.ok(replayAutomation, { params: { id }, body })).body;
  return { totals, items: items.toSorted((a, b) => (a.run.record.name < b.run.record.name ? -1 : 1)) };
}

describe('past runs sent through a draft', () => {
  it('take the same way where nothing that decides has changed, and tell what would be done otherwise', async () => {
    const { id, version } = await ran([80, 10]);
    expect((await replayed(id)).totals).toEqual({ same: 2, different: 0, unknown: 0 });
    await drawAnew(id, version, sorted(50, {}, 'Write'));
    const { items, totals } = await replayed(id);
    expect(totals).toEqual({ same: 2, different: 0, unknown: 0 });
    expect(items.map((one) => [one.run.record.name, one.otherwise.map((step) => step.id), one.followed])).toEqual([
      ['Zoe S10', [], 2],
      ['Zoe S80', ['task'], 2],
    ]);
  });

  it('differ first where a value decides otherwise now', async () => {
    const { id, version, leads } = await ran([80, 60]);
    await drawAnew(id, version, sorted(70));
    // What the record holds by now does not matter: the value of then was kept.
    const [, sixty] = leads;
    if (sixty === undefined) throw new Error('there is no lead');
    await acme.admin.ok(updateLead, { params: { id: sixty.id }, body: { score: 99 }, version: sixty.version });
    const { items, totals } = await replayed(id);
    expect(totals).toEqual({ same: 1, different: 1, unknown: 0 });
    expect(items[0]).toMatchObject({
      run: { record: { name: 'Zoe S60' }, version: 1, status: 'succeeded' },
      code: 'outcome',
      step: { id: 'if', number: 1 },
      was: 'yes',
      wouldBe: 'no',
      because: [{ path: 'lead.score', value: 60 }],
    });
  });

  it('work out a value that nobody looked at then from what has happened since', async () => {
    const { id, version, leads } = await ran([60]);
    const [lead] = leads;
    if (lead === undefined) throw new Error('there is no lead');
    await acme.admin.ok(updateLead, { params: { id: lead.id }, body: { companyName: 'Nova' }, version: lead.version });
    const named = { ...above('lead.companyName', 0), operator: 'is_set' as const };
    const { right: _none, ...isSet } = named;
    await drawAnew(id, version, {
      ...sorted(50),
      nodes: sorted(50).nodes.map((node) => (node.id === 'if' ? { ...node, config: { condition: isSet } } : node)),
    });
    expect((await replayed(id)).items[0]).toMatchObject({
      result: 'different',
      was: 'yes',
      wouldBe: 'no',
      because: [{ path: 'lead.companyName', value: null }],
    });
  });

  it('say which step comes instead, who would not have come in, and what is not known', async () => {
    const { id, version } = await ran([80]);
    const rest = step('rest', 'wait.duration', { duration: { amount: 1, unit: 'days' } });
    const { nodes } = sorted(50);
    const between = [edge('start', 'next', 'if'), edge('if', 'yes', 'rest'), edge('rest', 'next', 'task'), edge('if', 'no', 'tag')];
    await drawAnew(id, version, sorted(50, { nodes: [...nodes, rest], edges: between }));
    expect((await replayed(id)).items[0]).toMatchObject({ result: 'different', code: 'next', step: { id: 'if' }, wouldBe: 'Wait 1 day' });

    const enrollment = { ...sorted(50).enrollment, filter: above('lead.score', 90) };
    await drawAnew(id, version + 1, sorted(50, { enrollment }));
    expect((await replayed(id)).items[0]).toMatchObject({ code: 'filter', because: [{ path: 'lead.score', value: 80 }] });

    const tagged = {
      kind: 'compare',
      left: { kind: 'field', path: 'lead.tags' },
      operator: 'has_any_tag',
      right: { kind: 'literal', value: ['VIP'] },
    };
    const byTag = nodes.map((node) => (node.id === 'if' ? { ...node, config: { condition: tagged } } : node));
    await drawAnew(id, version + 2, sorted(50, { nodes: byTag }));
    expect((await replayed(id)).items[0]).toMatchObject({
      result: 'unknown',
      code: 'not_recorded',
      step: { id: 'if' },
      because: [{ path: 'lead.tags' }],
    });
  });

  it('are chosen one by one, by version or as the last, and are nobody else’s', async () => {
    const { id } = await ran([80, 10, 20]);
    const { items } = await replayed(id, { last: 2 });
    expect(items).toHaveLength(2);
    const chosen = items[1]?.run.id ?? '';
    expect((await replayed(id, { runs: [chosen] })).items.map((one) => one.run.id)).toEqual([chosen]);
    expect((await replayed(id, { version: 9 })).items).toEqual([]);
    await other.admin.refused(replayAutomation, 404, { params: { id }, body: {} });
  });
});
