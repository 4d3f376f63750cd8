import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveLead, restoreLead } from '../../../commands/leads/archive-lead.ts';
import { assignLead } from '../../../commands/leads/assign-lead.ts';
import { createLead } from '../../../commands/leads/create-lead.ts';
import { createLeads } from '../../../commands/leads/create-leads.ts';
import { updateLead } from '../../../commands/leads/update-lead.ts';
import { updateRecord } from '../../../commands/records/update-record.ts';
import { aLead, aTenant, aUser } from '../../factories/index.ts';
import type { World } from '../../factories/index.ts';
import type { CrmFile } from './harness.ts';
import { as, crmDatabase, eventsAbout, notificationsOf, statementsOf, typesAbout } from './harness.ts';

let file: CrmFile;
let acme: World;
beforeAll(async () => {
  file = await crmDatabase('leads-test');
  acme = await aTenant(file.db);
});
afterAll(() => file.close());

const run = '019aa000-0000-7000-8000-000000000001';
const automation = { kind: 'automation', automationId: run, runId: run, step: 'one' } as const;

describe('creating leads', () => {
  it('stores them normalised, stamps the source and tells with what they hold', async () => {
    const { lead } = await as(acme, (trx, context) =>
      createLead(trx, context, {
        firstName: ' Dana ',
        lastName: 'Levi',
        email: 'Dana@Example.COM',
        phone: '+1 (212) 555-0142',
        tags: ['Fair 2026', 'fair 2026'],
      }),
    );
    expect(lead).toMatchObject({
      firstName: 'Dana',
      email: 'dana@example.com',
      phone: '+12125550142',
      source: 'manual',
      status: 'new',
      score: 0,
      version: 1,
    });
    const events = await eventsAbout(acme, lead.id);
    expect(events.map((event) => event.type)).toEqual(['lead.created', 'tag.added']);
    expect(events[0]?.after).toMatchObject({
      firstName: 'Dana',
      lastName: 'Levi',
      email: 'dana@example.com',
      source: 'manual',
      status: 'new',
    });
    expect(events[0]?.after).not.toHaveProperty('jobTitle');
    expect(events[1]?.data).toMatchObject({ tag: 'Fair 2026' });
  });

  it('names every problem with its pointer and creates nothing', async () => {
    const creating = as(acme, (trx, context) =>
      createLead(trx, context, {
        email: 'nobody',
        phone: '12',
        score: 5000,
        companyName: 'x'.repeat(500),
        custom: { nope: 1 },
        ownerUserId: 'me',
      }),
    );
    await expect(creating).rejects.toMatchObject({ code: 'validation_failed' });
    const problems = await creating.catch((error: { problems: { pointer: string }[] }) => error.problems);
    expect(problems).toBeInstanceOf(Array);
    expect((problems as { pointer: string }[]).map((one) => one.pointer).sort()).toEqual(
      ['/companyName', '/custom/nope', '/email', '/ownerUserId', '/phone', '/score'].sort(),
    );
    await expect(as(acme, (trx, context) => createLead(trx, context, { jobTitle: 'CEO' }))).rejects.toMatchObject({
      problems: [{ code: 'lead_without_identity' }],
    });
  });

  it('keeps hostile text as it is', async () => {
    const names = ['=HYPERLINK("http://x")', '👩‍👩‍👧 مرحبا', "Robert'); drop table leads;--", '<script>alert(1)</script>', 'Zoë %_\\'];
    for (const firstName of names) {
      const { lead } = await as(acme, (trx, context) => createLead(trx, context, { firstName }));
      expect(lead.firstName).toBe(firstName);
    }
  });

  it('tells the owner, and refuses one who is not active', async () => {
    const rep = await aUser(acme);
    const gone = await aUser(acme, { status: 'deactivated' });
    const { lead } = await as(acme, (trx, context) => createLead(trx, context, { firstName: 'Own', ownerUserId: rep.id }));
    expect(await typesAbout(acme, lead.id)).toEqual(['lead.created', 'lead.assigned']);
    expect(await notificationsOf(acme, rep.id)).toMatchObject([{ kind: 'lead.assigned', recordId: lead.id, readAt: null }]);
    const creating = as(acme, (trx, context) => createLead(trx, context, { firstName: 'Own', ownerUserId: gone.id }));
    await expect(creating).rejects.toMatchObject({ code: 'validation_failed', problems: [{ pointer: '/ownerUserId' }] });
  });
});

describe('duplicates', () => {
  it('are refused with the existing id, updated, skipped or allowed, as asked', async () => {
    const existing = await aLead(acme, { email: 'twin@example.com', jobTitle: null, score: 3 });
    const twin = (onDuplicate?: 'update' | 'skip' | 'allow') =>
      as(acme, (trx, context) => createLead(trx, context, { firstName: 'Twin', email: 'TWIN@example.com', jobTitle: 'CTO', onDuplicate }));
    await expect(twin()).rejects.toMatchObject({ code: 'conflict', extra: { existingId: existing.id } });
    expect(await twin('skip')).toMatchObject({ outcome: 'skipped', lead: { id: existing.id, jobTitle: null } });
    expect(await twin('update')).toMatchObject({
      outcome: 'updated',
      lead: { id: existing.id, firstName: 'Twin', jobTitle: 'CTO', score: 3, version: 2 },
    });
    const allowed = await twin('allow');
    expect(allowed).toMatchObject({ outcome: 'created', lead: { duplicateOf: existing.id, duplicateScore: 100 } });
    expect(await typesAbout(acme, allowed.lead.id)).toContain('lead.duplicate_flagged');
  });

  it('by phone alone are flagged with a score and never merged', async () => {
    const first = await aLead(acme, { firstName: 'Omar', lastName: 'Haddad', phone: '+12125550177', companyName: 'Nova' });
    const { lead } = await as(acme, (trx, context) =>
      createLead(trx, context, { firstName: 'Omar', lastName: 'HADDAD', phone: '+12125550177' }),
    );
    expect(lead.id).not.toBe(first.id);
    expect(lead).toMatchObject({ duplicateOf: first.id, duplicateScore: 85 });
    const flagged = (await eventsAbout(acme, lead.id)).find((event) => event.type === 'lead.duplicate_flagged');
    expect(flagged?.data).toMatchObject({ duplicateOf: first.id, score: 85, reason: 'phone' });
  });

  it('cannot be made by racing', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        as(acme, (trx, context) => createLead(trx, context, { firstName: `Racer ${index}`, email: 'race@example.com' })),
      ),
    );
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const winner = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value.lead.id] : []))[0];
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'conflict', extra: { existingId: winner } });
  });

  it('two batches with the same addresses in opposite order both end', async () => {
    const emails = Array.from({ length: 40 }, (_, index) => `batch${index}@example.com`);
    const batch = (list: readonly string[]) =>
      as(
        acme,
        (trx, context) =>
          createLeads(
            trx,
            context,
            list.map((email) => ({ email, onDuplicate: 'skip' as const })),
          ),
        automation,
      );
    const [one, two] = await Promise.all([batch(emails), batch([...emails].reverse())]);
    expect([...(one ?? []), ...(two ?? [])].filter((result) => result.outcome === 'created')).toHaveLength(40);
    expect([...(one ?? []), ...(two ?? [])].filter((result) => result.outcome === 'skipped')).toHaveLength(40);
  });

  it('within one batch count too, and its size does not cost statements', async () => {
    const inputs = [
      ...Array.from({ length: 50 }, (_, index) => ({ email: `bulk${index}@example.com` })),
      { email: 'bulk0@example.com' },
      {},
    ];
    let results: Awaited<ReturnType<typeof createLeads>> = [];
    const sent = await statementsOf(acme, async (trx, context) => {
      results = await createLeads(trx, { ...context, actor: automation }, inputs);
    });
    // The sixth asks whether the plan has room for them.
    expect(sent).toBeLessThanOrEqual(6);
    expect(results.map((one) => one.outcome)).toEqual([...Array.from({ length: 50 }, () => 'created'), 'duplicate', 'invalid']);
  });
});

describe('changing leads', () => {
  it('writes and tells only what changed, and nothing when nothing did', async () => {
    const lead = await aLead(acme, { score: 1 });
    const change = { score: 2, firstName: lead.firstName };
    const changed = await as(acme, (trx, context) => updateLead(trx, context, { id: lead.id, patch: change }));
    expect(changed).toMatchObject({ score: 2, version: 2 });
    const again = await as(acme, (trx, context) => updateLead(trx, context, { id: lead.id, patch: change }));
    expect(again.version).toBe(2);
    expect(await eventsAbout(acme, lead.id)).toMatchObject([
      { type: 'lead.updated', before: { score: 1 }, after: { score: 2 } },
      { type: 'lead.score_changed', before: { score: 1 }, after: { score: 2 } },
    ]);
  });

  it('lets one of two people win and shows the other the version that did', async () => {
    const lead = await aLead(acme);
    const edits = ['a', 'b'].map((jobTitle) =>
      as(acme, (trx, context) => updateLead(trx, context, { id: lead.id, patch: { jobTitle }, expectedVersion: 1 })),
    );
    const results = await Promise.allSettled(edits);
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((one) => one.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'precondition_failed', extra: { currentVersion: 2 } });
  });

  it('assigns with reason, tells the new owner once, and again only when it changes', async () => {
    const [ann, ben] = [await aUser(acme), await aUser(acme)];
    const lead = await aLead(acme, { ownerUserId: ann.id });
    const assign = () =>
      as(acme, (trx, context) => assignLead(trx, context, { id: lead.id, ownerUserId: ben.id, reason: 'EMEA round robin' }));
    expect(await assign()).toMatchObject({ ownerUserId: ben.id, routingReason: 'EMEA round robin' });
    await assign();
    expect(await notificationsOf(acme, ben.id)).toHaveLength(1);
    const events = await eventsAbout(acme, lead.id);
    expect(events.map((event) => event.type)).toEqual(['lead.updated', 'lead.assigned']);
    expect(events[1]).toMatchObject({ before: { ownerUserId: ann.id }, after: { ownerUserId: ben.id, routingReason: 'EMEA round robin' } });
  });

  it('changes the status by rule', async () => {
    const lead = await aLead(acme);
    const to = (patch: Record<string, unknown>) => as(acme, (trx, context) => updateLead(trx, context, { id: lead.id, patch }));
    await expect(to({ status: 'disqualified' })).rejects.toMatchObject({ problems: [{ pointer: '/statusReason' }] });
    await expect(to({ status: 'converted' })).rejects.toMatchObject({ problems: [{ pointer: '/status' }] });
    await expect(to({ status: 'happy' })).rejects.toMatchObject({ problems: [{ pointer: '/status' }] });
    await to({ status: 'disqualified', statusReason: 'No budget' });
    const changed = (await eventsAbout(acme, lead.id)).find((event) => event.type === 'lead.status_changed');
    expect(changed).toMatchObject({ before: { status: 'new' }, after: { status: 'disqualified', statusReason: 'No budget' } });
  });

  it('costs one statement when the row is handed in', async () => {
    const lead = await aLead(acme);
    const loaded = await as(acme, (trx, context) => updateLead(trx, context, { id: lead.id, patch: {} }));
    const sent = await statementsOf(acme, (trx, context) =>
      updateRecord(trx, context, { record: { type: 'lead', id: lead.id }, patch: { score: 7 }, loaded }),
    );
    expect(sent).toBe(1);
  });

  it('refuses an e-mail another lead has', async () => {
    const [one, two] = [await aLead(acme), await aLead(acme)];
    const changing = as(acme, (trx, context) => updateLead(trx, context, { id: one.id, patch: { email: two.email } }));
    await expect(changing).rejects.toMatchObject({ code: 'conflict', problems: [{ pointer: '/email' }] });
  });
});

describe('archiving leads', () => {
  it('frees the e-mail, tells, and comes back only while the e-mail is free', async () => {
    const lead = await aLead(acme, { email: 'phoenix@example.com' });
    await as(acme, (trx, context) => archiveLead(trx, context, { id: lead.id }));
    await as(acme, (trx, context) => archiveLead(trx, context, { id: lead.id }));
    expect(await typesAbout(acme, lead.id)).toEqual(['lead.deleted']);
    await expect(as(acme, (trx, context) => updateLead(trx, context, { id: lead.id, patch: { score: 1 } }))).rejects.toMatchObject({
      code: 'not_found',
    });
    await as(acme, (trx, context) => createLead(trx, context, { email: 'phoenix@example.com' }));
    const restoring = as(acme, (trx, context) => restoreLead(trx, context, { id: lead.id }));
    await expect(restoring).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('another tenant', () => {
  it('finds none of these leads', async () => {
    const lead = await aLead(acme);
    const other = await aTenant(file.db);
    for (const id of [lead.id, 'nonsense', '019aa000-0000-7000-8000-000000000009']) {
      await expect(as(other, (trx, context) => updateLead(trx, context, { id, patch: { score: 1 } }))).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    const { outcome } = await as(other, (trx, context) => createLead(trx, context, { email: lead.email }));
    expect(outcome).toBe('created');
  });
});
