import { expect, test } from 'vitest';
import { createCompany } from '../../commands/companies/create-company.ts';
import { createContact } from '../../commands/contacts/create-contact.ts';
import { createDeal } from '../../commands/deals/create-deal.ts';
import type { DefinitionEdge } from '../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../domain/json.ts';
import { definition, step } from '../factories/definitions.ts';
import type { World } from '../factories/index.ts';
import { command, newLead, patchLead, publish, rows, stepsOf } from '../integration/rules/world.ts';
import { house, inputsOf, runReaches, shellOf } from './house.ts';

// Steps about other records, from the event that begins the run to the end of its workflow: nothing is played by hand.

const here = house();

const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const field = (path: string) => ({ kind: 'field', path });
const literal = (value: string | number) => ({ kind: 'literal', value });
const result = (of: string) => ({ kind: 'output', step: of, name: 'record' });
const is = (left: string, right: JsonObject) => ({ kind: 'compare', left: field(left), operator: 'is', right });
const say = (id: string, subject: string) => step(id, 'record.log_activity', { type: 'note', subject });

async function stageOf(world: World, kind: 'open' | 'won', position = 0): Promise<string> {
  const found = await rows<{ id: string }>(world, 'select id from stages where kind = ? order by position offset ? limit 1', [
    kind,
    position,
  ]);
  return found[0]?.id ?? '';
}

test('a lead becomes company, contact and deal; they are linked, moved on and, after a wait, archived', async () => {
  const world = await here.tenant();
  const second = await stageOf(world, 'open', 1);
  const made = (id: string, recordType: string, values: readonly JsonObject[]) =>
    step(id, 'record.create', { recordType, onDuplicate: 'create', values });
  await publish(
    world,
    definition(
      [
        made('company', 'company', [{ field: 'name', value: literal('Acme') }]),
        made('person', 'contact', [{ field: 'lastName', value: field('lead.firstName') }]),
        made('deal', 'deal', [{ field: 'name', value: literal('Orion') }]),
        step('work', 'record.associate', { record: result('person'), with: result('company') }),
        step('buyer', 'record.associate', { record: result('deal'), with: result('person') }),
        step('move', 'record.move_stage', { about: result('deal'), stageId: second }),
        step('qualified', 'wait.for_event', {
          events: ['lead.status_changed'],
          filter: null,
          timeout: { amount: 1, unit: 'days' },
          since: null,
        }),
        step('again', 'record.find', { recordType: 'deal', condition: is('found.name', literal('Orion')) }),
        step('away', 'record.archive', { about: result('again') }),
        step('own', 'record.archive'),
      ],
      {
        edges: [
          edge('start', 'next', 'company'),
          edge('company', 'created', 'person'),
          edge('person', 'created', 'deal'),
          edge('deal', 'created', 'work'),
          edge('work', 'next', 'buyer'),
          edge('buyer', 'next', 'move'),
          edge('move', 'next', 'qualified'),
          edge('qualified', 'happened', 'again'),
          edge('again', 'found', 'away'),
          edge('away', 'next', 'own'),
        ],
      },
    ),
  );
  const lead = await newLead(world);
  await runReaches(world, lead, 'waiting');
  expect(
    await rows(
      world,
      `select d.name, d.stage_id, p.last_name, c.name as company from deals d
       join contacts p on p.id = d.contact_id join companies c on c.id = p.company_id`,
    ),
  ).toEqual([{ name: 'Orion', stage_id: second, last_name: 'Kim', company: 'Acme' }]);

  await patchLead(world, lead, { status: 'contacted' });
  const run = await runReaches(world, lead, 'succeeded');
  expect(await shellOf(here, world, run)).toBe('succeeded');
  expect(run.reason).toBe('The record was archived.');
  expect(await stepsOf(world, run.id)).toEqual([
    'company done created',
    'person done created',
    'deal done created',
    'work done next',
    'buyer done next',
    'move done next',
    'qualified done happened',
    'again done found',
    'away done next',
    'own done exit',
  ]);
  expect(await rows(world, 'select 1 from deals where archived_at is null')).toEqual([]);
  const acted = await rows<{ type: string; run: string | null }>(
    world,
    `select type, actor ->> 'runId' as run from events where type in ('company.created', 'contact.created', 'deal.created',
      'contact.company_linked', 'deal.stage_changed', 'deal.deleted', 'lead.deleted') order by id`,
  );
  expect(new Set(acted.map((event) => event.run))).toEqual(new Set([run.id]));
  expect(acted.map((event) => event.type)).toEqual(
    expect.arrayContaining(['company.created', 'contact.created', 'deal.created', 'deal.stage_changed', 'deal.deleted', 'lead.deleted']),
  );
});

test('what is found is read by later steps, and nothing found is a way of its own', async () => {
  const world = await here.tenant();
  const company = await command(world.db, world, (trx, context) => createCompany(trx, context, { name: 'Acme' }));
  await command(world.db, world, (trx, context) =>
    createContact(trx, context, { lastName: 'Levi', jobTitle: 'Kim', companyId: company.id }),
  );
  await publish(
    world,
    definition(
      [
        step('person', 'record.find', { condition: is('found.jobTitle', field('lead.firstName')) }),
        say('hit', '{{steps.person.record.lastName}} of {{steps.person.record.company.name}}'),
        step('deal', 'record.find', { recordType: 'deal', condition: is('found.name', field('lead.firstName')) }),
        say('miss', 'no deal'),
      ],
      {
        edges: [edge('start', 'next', 'person'), edge('person', 'found', 'hit'), edge('hit', 'next', 'deal'), edge('deal', 'none', 'miss')],
      },
    ),
  );
  const run = await runReaches(world, await newLead(world), 'succeeded');
  expect(await shellOf(here, world, run)).toBe('succeeded');
  expect(await stepsOf(world, run.id)).toEqual(['person done found', 'hit done next', 'deal done none', 'miss done next']);
  expect(await inputsOf(world, run.id, 'hit')).toMatchObject({ title: 'Levi of Acme' });
});

test('a crowd of leads with one address makes one contact among them', async () => {
  const world = await here.tenant();
  await publish(
    world,
    definition([
      step('make', 'record.create', {
        values: [
          { field: 'lastName', value: literal('Levi') },
          { field: 'email', value: literal('dana@example.com') },
        ],
        onDuplicate: 'use',
      }),
    ]),
  );
  const leads = await Promise.all(Array.from({ length: 12 }, () => newLead(world)));
  const runs = await Promise.all(leads.map((lead) => runReaches(world, lead, 'succeeded')));
  const ways = (await Promise.all(runs.map((run) => stepsOf(world, run.id)))).flat().sort();
  expect(ways).toEqual(['make done created', ...Array.from({ length: 11 }, () => 'make done existing')]);
  expect(await rows(world, 'select 1 from contacts')).toHaveLength(1);
});

test('a deal that may not move leaves by its own way, or holds the run in a sentence; nothing has moved', async () => {
  const world = await here.tenant();
  const [first, second] = [await stageOf(world, 'open'), await stageOf(world, 'open', 1)];
  const { id } = await command(world.db, world, (trx, context) => createDeal(trx, context, { name: 'Orion' }));
  await command(world.db, world, (trx) => trx.raw('update deals set locked = true where id = ?', [id]));
  const findDeal = step('deal', 'record.find', { recordType: 'deal', condition: is('found.name', literal('Orion')) });
  const move = step('move', 'record.move_stage', { about: result('deal'), stageId: second });
  const drawn = [edge('start', 'next', 'deal'), edge('deal', 'found', 'move')];
  await publish(
    world,
    definition([findDeal, move, say('so', '{{default steps.move.refusal "-"}}')], { edges: [...drawn, edge('move', 'refused', 'so')] }),
  );
  const refused = await runReaches(world, await newLead(world), 'succeeded');
  expect(await inputsOf(world, refused.id, 'so')).toMatchObject({ title: 'Deal is locked while approval is pending.' });
  expect(await rows(world, 'select stage_id from deals')).toEqual([{ stage_id: first }]);

  const strict = await here.tenant();
  const stuck = await command(strict.db, strict, (trx, context) => createDeal(trx, context, { name: 'Orion' }));
  await command(strict.db, strict, (trx) => trx.raw('update deals set locked = true where id = ?', [stuck.id]));
  const there = step('move', 'record.move_stage', { about: result('deal'), stageId: await stageOf(strict, 'open', 1) });
  await publish(strict, definition([findDeal, there], { edges: drawn }));
  expect(await runReaches(strict, await newLead(strict), 'held')).toMatchObject({ reason: 'Deal is locked while approval is pending.' });
});
