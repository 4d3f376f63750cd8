import { describe, expect, it } from 'vitest';
import { createContact } from '../../../commands/contacts/create-contact.ts';
import { createCompany } from '../../../commands/companies/create-company.ts';
import { createDeal } from '../../../commands/deals/create-deal.ts';
import { createLead } from '../../../commands/leads/create-lead.ts';
import { dismissPair, noteDuplicates } from '../../../commands/duplicates/note-duplicates.ts';
import type { MergeRecords } from '../../../commands/duplicates/merge-records.ts';
import { mergeRecords } from '../../../commands/duplicates/merge-records.ts';
import { undoMerge } from '../../../commands/duplicates/undo-merge.ts';
import { createNote } from '../../../commands/notes/create-note.ts';
import { addTags } from '../../../commands/tags/add-tag.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { aCompany, aContact, aLead } from '../../factories/index.ts';
import { command, newLead, patchLead, publish, relayAll, rows, rulesFile, segment, touch } from '../rules/world.ts';

const file = rulesFile();
const merge = (world: World, input: MergeRecords) => command(world.db, world, (trx, context) => mergeRecords(trx, context, input));
const undo = (world: World, id: string) => command(world.db, world, (trx, context) => undoMerge(trx, context, { id }));
const pairs = (world: World) =>
  rows<{ id: string; a_id: string; b_id: string; score: number; reasons: string[]; status: string }>(
    world,
    'select * from duplicate_pairs order by score desc, id',
  );
const row = async (world: World, table: string, id: string) =>
  (await rows<Record<string, unknown>>(world, `select * from ${table} where id = ?`, [id]))[0];
const linked = async (world: World, table: string, id: string) =>
  (await rows(world, `select 1 from ${table} where record_id = ?`, [id])).length;

describe('duplicates', () => {
  it('are noticed on create and edit, across kinds, and the phone alone only flags', async () => {
    const world = await file.tenant();
    const make = (fields: Record<string, unknown>) =>
      command(world.db, world, async (trx, context) => (await createLead(trx, context, fields)).lead.id);
    const contact = await command(world.db, world, (trx, context) =>
      createContact(trx, context, { firstName: 'Dana', lastName: 'Levi', email: 'dana@acme.example' }),
    );
    const lead = await make({ firstName: 'D', email: 'dana@acme.example' });
    expect(await pairs(world)).toMatchObject([{ score: 100, reasons: ['email'] }]);
    expect([(await pairs(world))[0]?.a_id, (await pairs(world))[0]?.b_id].toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual(
      [contact.id, lead].toSorted((a, b) => String(a).localeCompare(String(b))),
    );
    const one = await make({ firstName: 'Omar', phone: '+12125550177' });
    await make({ firstName: 'Someone', phone: '+12125550178' });
    await patchLead(world, one, { phone: '+12125550178' });
    expect((await pairs(world)).map((pair) => pair.score)).toEqual([100, 50]);
    expect((await rows(world, 'select 1 from leads where archived_at is not null')).length).toBe(0);
  });

  it('of companies go by domain, then by name without its legal form', async () => {
    const world = await file.tenant();
    const make = (fields: Record<string, unknown>) => command(world.db, world, (trx, context) => createCompany(trx, context, fields));
    await make({ name: 'Acme GmbH', domain: 'acme.example' });
    await make({ name: 'Other', domain: 'https://www.acme.example/about' });
    await make({ name: 'ACME gmbh' });
    expect((await pairs(world)).map((pair) => [pair.score, pair.reasons])).toEqual([
      [100, ['domain']],
      [70, ['name']],
    ]);
  });

  it('that were there before are found on demand; what is dismissed stays dismissed', async () => {
    const world = await file.tenant();
    await aContact(world, { email: 'twin@example.com' });
    await aContact(world, { email: 'twin@example.com' });
    const scan = () => command(world.db, world, (trx, context) => noteDuplicates(trx, context, 'contact', null));
    expect(await scan()).toBe(1);
    expect(await scan()).toBe(0);
    const [pair] = await pairs(world);
    await command(world.db, world, (trx, context) => dismissPair(trx, context, { id: pair?.id ?? '' }));
    await scan();
    expect(await pairs(world)).toMatchObject([{ status: 'dismissed' }]);
    const other = await file.tenant();
    await expect(command(other.db, other, (trx, context) => dismissPair(trx, context, { id: pair?.id ?? '' }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('merging leads', () => {
  const two = async (world: World) => {
    const winner = await aLead(world, { firstName: 'Dana', lastName: '', email: 'dana@one.example', phone: null, jobTitle: 'CTO' });
    const loser = await aLead(world, {
      firstName: 'D.',
      lastName: 'Levi',
      email: 'levi@two.example',
      phone: '+12125550142',
      jobTitle: 'Boss',
    });
    const record = { type: 'lead', id: loser.id } as const;
    await touch(world, loser.id);
    await command(world.db, world, (trx, context) => createNote(trx, context, { record, body: 'Said yes' }));
    await command(world.db, world, (trx, context) => addTags(trx, context, { record, names: ['hot'] }));
    return { winner: winner.id, loser: loser.id };
  };

  it('takes the chosen fields and every link, and archives the loser with a way to the winner', async () => {
    const world = await file.tenant();
    const { winner, loser } = await two(world);
    await merge(world, { type: 'lead', winnerId: winner, loserId: loser, take: ['lastName', 'email', 'phone'] });
    expect(await row(world, 'leads', winner)).toMatchObject({
      first_name: 'Dana',
      last_name: 'Levi',
      email: 'levi@two.example',
      phone_e164: '+12125550142',
      job_title: 'CTO',
    });
    expect(await row(world, 'leads', loser)).toMatchObject({ merged_into_id: winner, email: 'levi@two.example' });
    expect((await row(world, 'leads', loser))?.['archived_at']).not.toBeNull();
    for (const table of ['activity_links', 'task_links', 'notes', 'record_tags']) {
      expect([table, await linked(world, table, winner), await linked(world, table, loser)]).toEqual([table, 1, 0]);
    }
    const types = (await rows<{ type: string }>(world, 'select type from event_links where record_id = ? order by event_id', [winner])).map(
      (event) => event.type,
    );
    expect(types).toEqual(expect.arrayContaining(['touch.logged', 'note.created', 'lead.merged']));
  });

  it('is taken back: both are as they were', async () => {
    const world = await file.tenant();
    const { winner, loser } = await two(world);
    const before = { winner: await row(world, 'leads', winner), loser: await row(world, 'leads', loser) };
    const { mergeId } = await merge(world, { type: 'lead', winnerId: winner, loserId: loser, take: ['lastName', 'email'] });
    const { notUndone } = await undo(world, mergeId);
    expect(notUndone).toEqual([]);
    const plain = (found: Record<string, unknown> = {}) => ({ ...found, version: null, updated_at: null });
    expect(plain(await row(world, 'leads', winner))).toEqual(plain(before.winner));
    expect(plain(await row(world, 'leads', loser))).toEqual(plain(before.loser));
    for (const table of ['activity_links', 'task_links', 'notes', 'record_tags']) {
      expect([table, await linked(world, table, winner), await linked(world, table, loser)]).toEqual([table, 0, 1]);
    }
    const told = await rows(world, "select 1 from event_links where record_id = ? and type = 'touch.logged'", [winner]);
    expect(told).toHaveLength(0);
    await expect(undo(world, mergeId)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps what was changed since, and says so', async () => {
    const world = await file.tenant();
    const { winner, loser } = await two(world);
    const { mergeId } = await merge(world, { type: 'lead', winnerId: winner, loserId: loser, take: ['lastName', 'jobTitle'] });
    await patchLead(world, winner, { jobTitle: 'Chair' });
    const { notUndone } = await undo(world, mergeId);
    expect(notUndone).toMatchObject([{ what: 'field', name: 'jobTitle' }]);
    expect(await row(world, 'leads', winner)).toMatchObject({ job_title: 'Chair', last_name: '' });
  });

  it('ends the runs of the loser with the reason; those that are over count for the winner', async () => {
    const world = await file.tenant();
    await publish(world, definition([step('rest', 'wait.duration')], { exit: [] }));
    const [loser, winner] = [await newLead(world), await newLead(world)];
    await relayAll(world);
    const [run] = await rows<{ id: string }>(world, 'select id from runs where subject_id = ?', [loser]);
    await segment(world, run?.id ?? '');
    const { mergeId, moved } = await merge(world, { type: 'lead', winnerId: winner, loserId: loser });
    expect(moved.endedRuns).toBe(1);
    expect(await row(world, 'runs', run?.id ?? '')).toMatchObject({
      status: 'exited',
      reason: 'The record was merged into another one.',
      subject_id: winner,
    });
    expect((await undo(world, mergeId)).notUndone).toMatchObject([{ what: 'run' }]);
    expect(await row(world, 'runs', run?.id ?? '')).toMatchObject({ subject_id: loser });
  });

  it('at the same moment in both directions makes one of two, not none', async () => {
    const world = await file.tenant();
    const { winner, loser } = await two(world);
    const results = await Promise.allSettled([
      merge(world, { type: 'lead', winnerId: winner, loserId: loser }),
      merge(world, { type: 'lead', winnerId: loser, loserId: winner }),
    ]);
    expect(results.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await rows(world, 'select 1 from leads where archived_at is null')).toHaveLength(1);
  });

  it('is refused with itself, for another tenant, for unknown fields and for a version that has passed', async () => {
    const [world, other] = [await file.tenant(), await file.tenant()];
    const { winner, loser } = await two(world);
    const input = { type: 'lead', winnerId: winner, loserId: loser } as const;
    await expect(merge(world, { ...input, loserId: winner })).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(merge(other, input)).rejects.toMatchObject({ code: 'not_found' });
    await expect(merge(world, { ...input, take: ['tenantId'] })).rejects.toMatchObject({ problems: [{ pointer: '/take/0' }] });
    await expect(merge(world, { ...input, loserVersion: 77 })).rejects.toMatchObject({ code: 'precondition_failed' });
    expect((await row(world, 'leads', loser))?.['archived_at']).toBeNull();
  });
});

describe('merging contacts and companies', () => {
  it('unites the ways to reach a contact and takes its deals along, and gives them back', async () => {
    const world = await file.tenant();
    const make = (fields: Record<string, unknown>) => command(world.db, world, (trx, context) => createContact(trx, context, fields));
    const winner = await make({ firstName: 'Dana', email: 'work@acme.example' });
    const loser = await make({ firstName: 'Dana', email: 'home@mail.example', phone: '+12125550142' });
    const deal = await command(world.db, world, (trx, context) => createDeal(trx, context, { name: 'Orion', contactId: loser.id }));
    const { mergeId } = await merge(world, { type: 'contact', winnerId: winner.id, loserId: loser.id });
    const channels = () =>
      rows<{ kind: string; value: string; is_primary: boolean }>(
        world,
        'select kind, value, is_primary from contact_channels where contact_id = ? order by kind, value',
        [winner.id],
      );
    expect(await channels()).toEqual([
      { kind: 'email', value: 'home@mail.example', is_primary: false },
      { kind: 'email', value: 'work@acme.example', is_primary: true },
      { kind: 'phone', value: '+12125550142', is_primary: true },
    ]);
    expect(await row(world, 'deals', deal.id)).toMatchObject({ contact_id: winner.id });
    expect((await undo(world, mergeId)).notUndone).toEqual([]);
    expect(await channels()).toEqual([{ kind: 'email', value: 'work@acme.example', is_primary: true }]);
    expect(await row(world, 'deals', deal.id)).toMatchObject({ contact_id: loser.id });
  });

  it('gives a company the contacts and deals of the other', async () => {
    const world = await file.tenant();
    const [winner, loser] = [await aCompany(world, { domain: null }), await aCompany(world, { domain: 'lost.example' })];
    const contact = await aContact(world, { companyId: loser.id });
    const { mergeId } = await merge(world, { type: 'company', winnerId: winner.id, loserId: loser.id });
    expect(await row(world, 'contacts', contact.id)).toMatchObject({ company_id: winner.id });
    expect(await row(world, 'companies', winner.id)).toMatchObject({ domain: 'lost.example' });
    const events = await rows<{ type: string }>(world, 'select type from event_links where record_id = ?', [contact.id]);
    expect(events.map((event) => event.type)).toContain('contact.updated');
    await undo(world, mergeId);
    expect(await row(world, 'contacts', contact.id)).toMatchObject({ company_id: loser.id });
  });
});
