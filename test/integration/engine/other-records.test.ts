import { describe, expect, test } from 'vitest';
import { createCompany } from '../../../commands/companies/create-company.ts';
import { createContact } from '../../../commands/contacts/create-contact.ts';
import { createDeal } from '../../../commands/deals/create-deal.ts';
import type { DefinitionEdge, DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, newLead, publish, relayAll, rows, rulesFile, runOf, segment, somebodyWaits, stepsOf } from '../rules/world.ts';

// Steps about other records than the run's own: looked for, made, linked, moved and archived.

const file = rulesFile();

const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const note = (id: string, subject: string) => step(id, 'record.log_activity', { type: 'note', subject });
const field = (path: string) => ({ kind: 'field', path });
const literal = (value: string | number) => ({ kind: 'literal', value });
const result = (of: string) => ({ kind: 'output', step: of, name: 'record' });
const is = (left: string, right: object) => ({ kind: 'compare', left: field(left), operator: 'is', right }) as never;

async function done(
  world: World,
  nodes: readonly DefinitionNode[],
  edges: readonly DefinitionEdge[],
): Promise<{ lead: string; runId: string }> {
  await publish(world, definition(nodes, { edges: [edge('start', 'next', nodes[0]?.id ?? ''), ...edges] }));
  const lead = await newLead(world);
  await relayAll(world);
  const { id: runId } = await runOf(world, lead);
  await segment(world, runId);
  return { lead, runId };
}

const inputsOf = async (world: World, runId: string, id: string) =>
  (await rows<{ inputs: JsonObject }>(world, 'select inputs from steps where run_id = ? and step = ?', [runId, id]))[0]?.inputs;

const aContact = (world: World, lastName: string, more: JsonObject = {}) =>
  command(world.db, world, (trx, context) => createContact(trx, context, { lastName, ...more }));
const aCompany = (world: World, name: string) => command(world.db, world, (trx, context) => createCompany(trx, context, { name }));
const aDeal = (world: World, more: JsonObject = {}) =>
  command(world.db, world, (trx, context) => createDeal(trx, context, { name: 'Orion', ...more }));

async function stageOf(world: World, kind: 'open' | 'won' | 'lost', position = 0): Promise<string> {
  const found = await rows<{ id: string }>(world, 'select id from stages where kind = ? order by position offset ? limit 1', [
    kind,
    position,
  ]);
  return found[0]?.id ?? '';
}

describe('record.find', () => {
  const search = (more: JsonObject = {}) =>
    step('find', 'record.find', { condition: is('found.jobTitle', field('lead.firstName')), sort: 'oldest', ...more });

  test('gives later steps the fields that they read, and only those', async () => {
    const world = await file.tenant();
    const company = await aCompany(world, 'Acme');
    await aContact(world, 'First', { jobTitle: 'KIM', email: 'first@example.com', companyId: company.id });
    await aContact(world, 'Second', { jobTitle: 'Kim' });
    const { runId } = await done(
      world,
      [search(), note('say', '{{steps.find.record.lastName}} of {{steps.find.record.company.name}}, one of {{steps.find.count}}')],
      [edge('find', 'found', 'say')],
    );
    expect(await inputsOf(world, runId, 'say')).toMatchObject({ title: 'First of Acme, one of 1' });
    const [run] = await rows<{ outputs: { find: JsonObject } }>(world, "select state -> 'outputs' as outputs from runs where id = ?", [
      runId,
    ]);
    expect(run?.outputs.find.record).toEqual({ type: 'contact', id: expect.any(String), lastName: 'First', company: { name: 'Acme' } });
  });

  test('leaves by none when nothing fits, and a missing value fits nothing', async () => {
    const world = await file.tenant();
    await aContact(world, 'No e-mail');
    const { runId } = await done(
      world,
      [step('find', 'record.find', { condition: is('found.phone', field('lead.phone')) }), note('say', 'x'), note('other', 'y')],
      [edge('find', 'found', 'say'), edge('find', 'none', 'other')],
    );
    expect(await stepsOf(world, runId)).toEqual(['find done none', 'other done next']);
  });

  test('keeps as many as asked for, never the run’s own record, nothing archived and nobody else’s', async () => {
    const world = await file.tenant();
    const stranger = await file.tenant();
    await aContact(stranger, 'Foreign', { jobTitle: 'Kim' });
    for (const name of ['A', 'B', 'C']) await aContact(world, name, { jobTitle: 'Kim' });
    const { runId } = await done(
      world,
      [
        search({ take: 'all', limit: 2 }),
        step('self', 'record.find', { recordType: 'lead', condition: is('found.email', field('lead.email')) }),
        note('say', 'alone'),
      ],
      [edge('find', 'found', 'self'), edge('self', 'none', 'say')],
    );
    expect(await stepsOf(world, runId)).toEqual(['find done found', 'self done none', 'say done next']);
    const [kept] = await rows<{ output: { count: number; records: unknown[] } }>(world, "select output from steps where step = 'find'");
    expect([kept?.output.count, kept?.output.records.length]).toEqual([2, 2]);
  });

  test('sees what an earlier step of the same segment made', async () => {
    const world = await file.tenant();
    const { runId } = await done(
      world,
      [
        step('make', 'record.create', {
          values: [
            { field: 'lastName', value: literal('New') },
            { field: 'jobTitle', value: literal('kim') },
          ],
        }),
        search(),
        note('say', '{{steps.find.record.lastName}}'),
      ],
      [edge('make', 'created', 'find'), edge('find', 'found', 'say')],
    );
    expect(await inputsOf(world, runId, 'say')).toMatchObject({ title: 'New' });
  });
});

describe('record.create', () => {
  const contact = (onDuplicate: string) =>
    step('make', 'record.create', {
      values: [
        { field: 'lastName', value: literal('Levi') },
        { field: 'email', value: literal('Dana@Example.com') },
        { field: 'ownerUserId', value: field('lead.ownerUserId') },
      ],
      onDuplicate,
    });

  test('makes a company, a contact in it and a deal with both', async () => {
    const world = await file.tenant();
    const { runId } = await done(
      world,
      [
        step('company', 'record.create', { recordType: 'company', values: [{ field: 'name', value: literal('Acme') }] }),
        step('person', 'record.create', {
          values: [
            { field: 'lastName', value: literal('Levi') },
            { field: 'companyId', value: result('company') },
          ],
        }),
        step('deal', 'record.create', {
          recordType: 'deal',
          onDuplicate: 'create',
          values: [
            { field: 'name', value: { kind: 'call', fn: 'join', args: [literal('Deal of '), field('lead.firstName')] } },
            { field: 'contactId', value: result('person') },
            { field: 'companyId', value: { kind: 'output', step: 'company', name: 'record.id' } },
          ],
        }),
        note('say', '{{steps.deal.record.name}}, {{steps.deal.record.contact.lastName}}'),
      ],
      [edge('company', 'created', 'person'), edge('person', 'created', 'deal'), edge('deal', 'created', 'say')],
    );
    expect(await inputsOf(world, runId, 'say')).toMatchObject({ title: 'Deal of Kim, Levi' });
    expect(
      await rows(
        world,
        `select d.name, p.last_name, c.name as company from deals d join contacts p on p.id = d.contact_id join companies c on c.id = d.company_id and c.id = p.company_id`,
      ),
    ).toEqual([{ name: 'Deal of Kim', last_name: 'Levi', company: 'Acme' }]);
    const events = await rows<{ type: string; actor: JsonObject }>(world, "select type, actor from events where type = 'deal.created'");
    expect(events).toEqual([{ type: 'deal.created', actor: expect.objectContaining({ kind: 'automation', runId, step: 'deal' }) }]);
  });

  test.each([
    ['use', 'existing', 1, null],
    ['update', 'existing', 1, 'Levi'],
    ['create', 'created', 2, null],
  ])('meets one that is there already: %s', async (policy, outcome, number, lastName) => {
    const world = await file.tenant();
    await aContact(world, 'Before', { email: 'dana@example.com' });
    const { runId } = await done(world, [contact(policy), note('say', 'x')], [edge('make', outcome, 'say')]);
    expect((await stepsOf(world, runId))[0]).toBe(`make done ${outcome}`);
    const contacts = await rows<{ last_name: string }>(world, 'select last_name from contacts order by created_at, id');
    expect([contacts.length, contacts[0]?.last_name]).toEqual([number, lastName ?? 'Before']);
  });

  test('fails in a sentence where duplicates are refused, or the values are', async () => {
    const world = await file.tenant();
    await aContact(world, 'Before', { email: 'dana@example.com' });
    const { runId } = await done(world, [contact('fail'), note('say', 'no')], [edge('make', 'error', 'say')]);
    expect(await stepsOf(world, runId)).toEqual(['make failed error', 'say done next']);
    const [failed] = await rows<{ error: string }>(world, "select error from steps where step = 'make'");
    expect(failed?.error).toMatch(/^There is such a contact already: /);
    expect(await rows(world, 'select 1 from contacts')).toHaveLength(1);
  });

  test('two runs at the same moment make one contact', async () => {
    const world = await file.tenant();
    const [one, other] = [file.actor(), file.actor()];
    await publish(world, definition([contact('use')]));
    const leads = [await newLead(world), await newLead(world)];
    await relayAll(world);
    const runs = await Promise.all(leads.map((lead) => runOf(world, lead)));
    // The first stands before it commits, with the contact made.
    const gate = one.seam.stopBefore(/^commit/i);
    const first = segment(world, runs[0]?.id ?? '', { db: one.db });
    await gate.reached;
    const second = segment(world, runs[1]?.id ?? '', { db: other.db });
    await somebodyWaits(world.db);
    gate.letGo();
    await Promise.all([first, second]);
    expect(await rows(world, 'select 1 from contacts')).toHaveLength(1);
    expect((await Promise.all(runs.map((run) => stepsOf(world, run.id)))).flat().sort()).toEqual([
      'make done created',
      'make done existing',
    ]);
  });
});

describe('record.associate, record.move_stage and record.archive', () => {
  const findDeal = step('deal', 'record.find', { recordType: 'deal', condition: is('found.name', literal('Orion')) });
  const findPerson = step('person', 'record.find', { condition: is('found.lastName', literal('Levi')) });

  test('link a deal with a contact, in either order, or leave the link that is there', async () => {
    const world = await file.tenant();
    const [levi, other] = [await aContact(world, 'Levi'), await aContact(world, 'Other')];
    await aDeal(world, { contactId: other.id });
    const link = (id: string, ifLinked: string) =>
      step(id, 'record.associate', { record: result('person'), with: result('deal'), ifLinked });
    const { runId } = await done(
      world,
      [findDeal, findPerson, link('keep', 'keep'), link('anew', 'replace'), link('again', 'replace')],
      [edge('deal', 'found', 'person'), edge('person', 'found', 'keep'), edge('keep', 'next', 'anew'), edge('anew', 'next', 'again')],
    );
    const changed = await rows<{ step: string; changed: string }>(
      world,
      "select step, output ->> 'changed' as changed from steps where run_id = ? and type = 'record.associate' order by place",
      [runId],
    );
    expect(changed.map((one) => `${one.step} ${one.changed}`)).toEqual(['keep false', 'anew true', 'again false']);
    expect(await rows(world, 'select contact_id from deals')).toEqual([{ contact_id: levi.id }]);
  });

  test('move a deal by the deals’ own rules', async () => {
    const world = await file.tenant();
    const won = await stageOf(world, 'won');
    await aDeal(world);
    const { runId } = await done(
      world,
      [findDeal, step('move', 'record.move_stage', { about: result('deal'), stageId: won })],
      [edge('deal', 'found', 'move')],
    );
    expect(await stepsOf(world, runId)).toEqual(['deal done found', 'move done next']);
    expect(await rows(world, 'select status, stage_id from deals')).toEqual([{ status: 'won', stage_id: won }]);
    expect(await rows(world, "select type from events where type like 'deal.st%' order by id")).toEqual([
      { type: 'deal.stage_changed' },
      { type: 'deal.status_changed' },
    ]);
  });

  test('a locked deal is refused: by the branch that is drawn, else the run is held with the reason', async () => {
    const world = await file.tenant();
    const second = await stageOf(world, 'open', 1);
    const { id } = await aDeal(world);
    await command(world.db, world, (trx) => trx.raw('update deals set locked = true where id = ?', [id]));
    const move = step('move', 'record.move_stage', { about: result('deal'), stageId: second });
    const { runId } = await done(
      world,
      [findDeal, move, note('say', 'so: {{default steps.move.refusal "-"}}')],
      [edge('deal', 'found', 'move'), edge('move', 'refused', 'say')],
    );
    expect(await inputsOf(world, runId, 'say')).toMatchObject({ title: 'so: Deal is locked while approval is pending.' });
    const held = await file.tenant();
    const deal = await aDeal(held);
    await command(held.db, held, (trx) => trx.raw('update deals set locked = true where id = ?', [deal.id]));
    const there = step('move', 'record.move_stage', { about: result('deal'), stageId: await stageOf(held, 'open', 1) });
    const { lead } = await done(held, [findDeal, there], [edge('deal', 'found', 'move')]);
    expect(await runOf(held, lead)).toMatchObject({ status: 'held', reason: 'Deal is locked while approval is pending.' });
  });

  test('a stage that asks for more is refused with what is missing, and nothing moves', async () => {
    const world = await file.tenant();
    const [first, second] = [await stageOf(world, 'open'), await stageOf(world, 'open', 1)];
    await aDeal(world);
    const criteria = JSON.stringify({ requiredFields: ['expectedCloseOn'], nextStep: false, condition: null });
    await command(world.db, world, (trx) => trx.raw('update stages set exit_criteria = ?::jsonb where id = ?', [criteria, first]));
    const move = step('move', 'record.move_stage', { about: result('deal'), stageId: second });
    const { runId } = await done(
      world,
      [findDeal, move, note('say', '{{default steps.move.refusal "-"}}')],
      [edge('deal', 'found', 'move'), edge('move', 'refused', 'say')],
    );
    expect(await stepsOf(world, runId)).toEqual(['deal done found', 'move done refused', 'say done next']);
    expect((await inputsOf(world, runId, 'say'))?.title).toMatch(/close/i);
    expect(await rows(world, 'select stage_id from deals')).toEqual([{ stage_id: first }]);
    expect(await rows(world, "select 1 from events where type = 'deal.stage_changed'")).toEqual([]);
  });

  test('a stage that was removed meanwhile holds the run in a sentence', async () => {
    const world = await file.tenant();
    const gone = await stageOf(world, 'open', 1);
    await aDeal(world);
    await publish(
      world,
      definition([findDeal, step('move', 'record.move_stage', { about: result('deal'), stageId: gone })], {
        edges: [edge('start', 'next', 'deal'), edge('deal', 'found', 'move')],
      }),
    );
    await command(world.db, world, (trx) => trx.raw('update stages set archived_at = now() where id = ?', [gone]));
    const lead = await newLead(world);
    await relayAll(world);
    await segment(world, (await runOf(world, lead)).id);
    expect(await runOf(world, lead)).toMatchObject({ status: 'held', reason: 'There is no such stage.' });
  });

  test('archive another record, and with the run’s own record the run ends', async () => {
    const world = await file.tenant();
    await aContact(world, 'Levi');
    const { lead, runId } = await done(
      world,
      [findPerson, step('away', 'record.archive', { about: result('person') }), step('own', 'record.archive')],
      [edge('person', 'found', 'away'), edge('away', 'next', 'own')],
    );
    expect(await stepsOf(world, runId)).toEqual(['person done found', 'away done next', 'own done exit']);
    expect(await runOf(world, lead)).toMatchObject({ status: 'succeeded', reason: 'The record was archived.' });
    expect(
      await rows(world, 'select 1 from contacts where archived_at is null union all select 1 from leads where archived_at is null'),
    ).toEqual([]);
  });
});
