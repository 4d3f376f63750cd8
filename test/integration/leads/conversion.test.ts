import { describe, expect, it } from 'vitest';
import { logActivity } from '../../../commands/activities/log-activity.ts';
import { convertLead } from '../../../commands/leads/convert-lead.ts';
import type { ConvertLead } from '../../../commands/leads/convert-lead.ts';
import { createNote } from '../../../commands/notes/create-note.ts';
import { updatePolicy } from '../../../commands/qualification/update-policy.ts';
import { updateQualification } from '../../../commands/qualification/update-qualification.ts';
import { addTags } from '../../../commands/tags/add-tag.ts';
import { defaultPolicy } from '../../../domain/leads/qualification-policy.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { aCompany, aContact, aLead } from '../../factories/index.ts';
import { command, enrolByHand, newLead, patchLead, publish, relayAll, rows, rulesFile, runOf, segment, touch } from '../rules/world.ts';

const file = rulesFile();

const proven = {
  budget: { claim: 'yes', source: 'call' },
  problem: { claim: 'yes', source: 'email' },
  icpFit: { claim: 'yes', source: 'website' },
} as const;

/** A lead that the default policy lets be converted. */
async function qualified(world: World, given: Parameters<typeof aLead>[1] = {}): Promise<string> {
  const { id } = await aLead(world, { ownerUserId: world.adminUserId, ...given });
  await touch(world, id);
  await command(world.db, world, (trx, context) => updateQualification(trx, context, { id, factors: proven, notes: 'Wants it' }));
  await patchLead(world, id, { status: 'qualified' });
  return id;
}
const whole = (id: string): ConvertLead => ({
  id,
  contact: { create: { firstName: 'Dana', lastName: 'Levi', email: 'dana@acme.example' } },
  company: { create: { name: 'Acme', domain: 'acme.example' } },
  deal: { create: { name: 'Acme 2027', amountMinor: 5_000_00 } },
});
const convert = (world: World, input: ConvertLead, db = world.db) => command(db, world, (trx, context) => convertLead(trx, context, input));
const counts = async (world: World) =>
  (
    await rows<Record<string, number>>(
      world,
      `select (select count(*)::int from contacts) as contacts, (select count(*)::int from companies) as companies, (select count(*)::int from deals) as deals,
         (select count(*)::int from lead_conversions) as conversions, (select count(*)::int from leads where status = 'converted') as converted`,
    )
  )[0];
const eventsOf = (world: World, id: string) =>
  rows<{ type: string; data: Record<string, unknown> | null; related: unknown[] }>(
    world,
    'select e.type, e.data, e.related from event_links l join events e on e.id = l.event_id and e.tenant_id = l.tenant_id where l.record_id = ? order by e.id',
    [id],
  );

describe('converting a lead', () => {
  it('makes company, contact and deal that know each other, and closes the lead', async () => {
    const world = await file.tenant();
    const lead = await qualified(world, { source: 'referral' });
    const { contact, company, deal } = await convert(world, whole(lead));
    expect(contact).toMatchObject({ companyId: company?.id, ownerUserId: world.adminUserId });
    expect(deal).toMatchObject({ companyId: company?.id, contactId: contact.id, amountMinor: 500_000 });
    const [stored] = await rows(world, 'select status, converted_at is not null as dated from leads where id = ?', [lead]);
    expect(stored).toEqual({ status: 'converted', dated: true });
    expect(await rows(world, 'select lead_id, source from contacts')).toEqual([{ lead_id: lead, source: 'referral' }]);
    const events = await eventsOf(world, lead);
    expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['lead.status_changed', 'lead.converted']));
    expect(events.find((event) => event.type === 'lead.converted')?.data).toMatchObject({ contactId: contact.id, dealId: deal?.id });
    await expect(patchLead(world, lead, { status: 'qualified' })).rejects.toMatchObject({ problems: [{ code: 'lead_converted' }] });
  });

  it('takes activities, notes, tasks and tags along', async () => {
    const world = await file.tenant();
    const lead = await qualified(world);
    const record = { type: 'lead', id: lead } as const;
    await command(world.db, world, (trx, context) => createNote(trx, context, { record, body: 'Decides in May' }));
    await command(world.db, world, (trx, context) => addTags(trx, context, { record, names: ['hot'] }));
    await command(world.db, world, (trx, context) =>
      logActivity(trx, context, { type: 'note', title: 'Read their site', records: [record] }),
    );
    const { contact, deal, company, carried } = await convert(world, whole(lead));
    expect(carried).toMatchObject({ activities: 2, tasks: 1, notes: 1, tags: 1 });
    for (const id of [contact.id, deal?.id, company?.id]) {
      expect(await rows(world, 'select 1 from activity_links where record_id = ?', [id])).toHaveLength(2);
      expect(await rows(world, 'select 1 from task_links where record_id = ?', [id])).toHaveLength(1);
    }
    expect(await rows(world, 'select record_type from notes where record_id = ?', [contact.id])).toEqual([{ record_type: 'contact' }]);
    expect(await rows(world, 'select 1 from record_tags where record_id = ?', [deal?.id])).toHaveLength(1);
    expect((await eventsOf(world, contact.id)).map((event) => event.type)).toEqual(
      expect.arrayContaining(['touch.logged', 'note.created']),
    );
    expect(await rows(world, 'select 1 from activity_links where record_id = ?', [lead])).toHaveLength(2);
  });

  it('links what is there, and gives an existing contact only what it lacks', async () => {
    const world = await file.tenant();
    const lead = await qualified(world, { phone: '+12125550123', jobTitle: 'CTO' });
    const company = await aCompany(world);
    const known = await aContact(world, { email: 'own@example.com', phone: null, jobTitle: 'Boss' });
    const done = await convert(world, { id: lead, contact: { link: known.id }, company: { link: company.id }, deal: null });
    expect(done.contact).toMatchObject({
      id: known.id,
      email: 'own@example.com',
      phone: '+12125550123',
      jobTitle: 'Boss',
      companyId: company.id,
    });
    expect(await counts(world)).toMatchObject({ contacts: 1, companies: 1, deals: 0, conversions: 1 });
  });

  it('is refused by the guardrails of the policy, with their codes', async () => {
    const world = await file.tenant();
    const fresh = await newLead(world);
    await expect(convert(world, whole(fresh))).rejects.toMatchObject({ code: 'LEAD_CONVERSION_REQUIRES_QUALIFIED' });
    const lead = await qualified(world);
    const withdrawn = { budget: { claim: 'unknown' }, problem: { claim: 'unknown' } } as const;
    await command(world.db, world, (trx, context) => updateQualification(trx, context, { id: lead, factors: withdrawn }));
    await expect(convert(world, whole(lead))).rejects.toMatchObject({ code: 'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE' });
    expect(await counts(world)).toMatchObject({ contacts: 0, conversions: 0 });
    const open = { ...defaultPolicy, requireQualified: false };
    await command(world.db, world, (trx, context) => updatePolicy(trx, context, { policy: open, expectedVersion: 0 }));
    await convert(world, whole(fresh));
  });
});

describe('nothing by halves', () => {
  it('two conversions at once make one of each; the second is told what it became', async () => {
    const world = await file.tenant();
    const lead = await qualified(world);
    const results = await Promise.allSettled([convert(world, whole(lead)), convert(world, whole(lead)), convert(world, whole(lead))]);
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const [contact] = await rows<{ id: string }>(world, 'select id from contacts');
    for (const one of results) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict', extra: { contactId: contact?.id } });
    }
    expect(await counts(world)).toEqual({ contacts: 1, companies: 1, deals: 1, conversions: 1, converted: 1 });
  });

  it('a process killed in the middle leaves the lead as it was', async () => {
    const world = await file.tenant();
    const lead = await qualified(world);
    const actor = file.actor();
    const killed = command(actor.db, world, async (trx, context) => {
      await convertLead(trx, context, whole(lead));
      const { rows: me }: { rows: { pid: number }[] } = await trx.raw('select pg_backend_pid() as pid');
      await world.db.withSystem('test', (other) => other.raw('select pg_terminate_backend(?)', [me[0]?.pid ?? 0])).catch(() => undefined);
      throw new Error('killed');
    });
    await expect(killed).rejects.toThrow();
    expect(await counts(world)).toEqual({ contacts: 0, companies: 0, deals: 0, conversions: 0, converted: 0 });
    await convert(world, whole(lead));
    expect(await counts(world)).toMatchObject({ contacts: 1, conversions: 1 });
  });

  it('a refused deal takes company and contact back, and points to what was wrong', async () => {
    const world = await file.tenant();
    const lead = await qualified(world);
    const input = { ...whole(lead), deal: { create: { name: '' } } };
    await expect(convert(world, input)).rejects.toMatchObject({ problems: [{ pointer: '/deal/name' }] });
    expect(await counts(world)).toMatchObject({ contacts: 0, companies: 0 });
  });
});

describe('automations of the lead', () => {
  const resting = () => definition([step('rest', 'wait.duration'), step('task', 'record.create_task', { kind: 'general' })], { exit: [] });

  it('exit in the same transaction with the reason, and their shells are told', async () => {
    const world = await file.tenant();
    const lead = await qualified(world);
    await publish(world, resting());
    const { automationId } = await publish(world, resting());
    await newLead(world);
    await relayAll(world);
    await enrolByHand(world, automationId, lead);
    const { id: runId } = await runOf(world, lead);
    await segment(world, runId);
    const done = await convert(world, whole(lead));
    expect(done.exitedRuns).toBe(1);
    expect(await runOf(world, lead)).toMatchObject({ status: 'exited', reason: 'The lead was converted.' });
    expect(await rows(world, "select 1 from dispatches where run_id = ? and kind = 'cancel'", [runId])).toHaveLength(1);
    expect((await eventsOf(world, lead)).map((event) => event.type)).toContain('run.ended');
  });

  it('that are enrolled late for something earlier exit at their first look', async () => {
    const world = await file.tenant();
    await publish(world, resting());
    const lead = await newLead(world);
    await touch(world, lead);
    await command(world.db, world, (trx, context) => updateQualification(trx, context, { id: lead, factors: proven, notes: 'Wants it' }));
    await patchLead(world, lead, { status: 'qualified' });
    await convert(world, whole(lead));
    await relayAll(world);
    const { id: runId } = await runOf(world, lead);
    await segment(world, runId);
    expect(await runOf(world, lead)).toMatchObject({ status: 'exited', reason: 'The lead was converted.' });
  });

  it('that the conversion itself starts go on', async () => {
    const world = await file.tenant();
    const onConversion = definition([step('task', 'record.create_task', { kind: 'general' })], {
      exit: [],
      trigger: { id: 'start', type: 'trigger.event', config: { events: ['lead.converted'], changes: [] } },
    });
    await publish(world, onConversion);
    const lead = await qualified(world);
    await convert(world, whole(lead));
    await relayAll(world);
    const { id: runId } = await runOf(world, lead);
    await segment(world, runId);
    expect(await runOf(world, lead)).toMatchObject({ status: 'succeeded' });
  });
});

describe('another tenant', () => {
  it('cannot convert the lead, nor lend its records to a conversion', async () => {
    const [acme, other] = [await file.tenant(), await file.tenant()];
    const lead = await qualified(acme);
    await expect(convert(other, whole(lead))).rejects.toMatchObject({ code: 'not_found' });
    const foreign = await aContact(other);
    await expect(convert(acme, { ...whole(lead), contact: { link: foreign.id } })).rejects.toMatchObject({ code: 'not_found' });
  });
});
