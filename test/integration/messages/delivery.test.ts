import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliverMessage, type MessagingDeps } from '../../../activities/messaging/deliver-message.ts';
import type { MailProvider } from '../../../activities/messaging/provider.ts';
import { outboxFolderProvider } from '../../../activities/messaging/providers/outbox-folder.ts';
import { smtpProvider } from '../../../activities/messaging/providers/smtp.ts';
import { runSegment } from '../../../activities/runs/run-segment.ts';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { createLead } from '../../../commands/leads/create-lead.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { createDatabase, type Database } from '../../../db/connection.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import type { DeliveryInput } from '../../../workflows/contracts/delivery.ts';
import { chain, definition, step } from '../../factories/definitions.ts';
import { aLead, aTenant, type World } from '../../factories/index.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { publishes, system } from '../../helpers/engine.ts';
import { as } from '../crm/harness.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

// One message, a real mail server, and everything that can come between them.

let file: TestDatabase;
let db: Database;
let server: MailServer;
let mail: MailProvider;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 12, applicationName: 'test-delivery' });
});
afterAll(async () => {
  await db.close();
  await file.drop();
});
beforeEach(async () => {
  server = await startMailServer();
  mail = smtpProvider(server.url);
  return async () => {
    await mail.close();
    await server.close();
  };
});

const deps = (): MessagingDeps => ({ db, mail, mailFrom: 'Cadenza <no-reply@crm.example>' });

/** A message about a lead, as a step leaves it behind. */
async function aMessage(
  given: { consent?: 'transactional' | 'marketing'; notBefore?: Date } = {},
): Promise<{ world: World; input: DeliveryInput }> {
  const world = await aTenant(db);
  const lead = await aLead(world);
  const id = newId();
  await as(world, (trx) =>
    trx.raw(
      `insert into messages (tenant_id, id, channel, consent_class, record_type, record_id, to_address, to_name, subject, body, not_before, incarnation, message_id)
       values (?, ?, 'email', ?, 'lead', ?, 'kim@example.com', 'Kim Marsh', 'Grüße', '<p>Hello <b>Kim</b></p>', ?, 1, ?)`,
      [world.tenantId, id, given.consent ?? 'transactional', lead.id, given.notBefore ?? null, `<${id}@crm.example>`],
    ),
  );
  return { world, input: { tenantId: world.tenantId, messageId: id, incarnation: 1 } };
}

/** A message that a run of a published automation has put in place. */
async function aRunsMessage(config: JsonObject): Promise<{ world: World; input: DeliveryInput; automationId: string; runId: string }> {
  const world = await aTenant(db);
  const nodes = [step('mail', 'message.email', config), step('rest', 'wait.duration', {})];
  const { automationId } = await publishes(db, world.tenantId, definition(nodes, { edges: chain(nodes) }));
  const { lead } = await as(world, (trx, context) => createLead(trx, context, { firstName: 'Kim', email: 'kim@example.com' }));
  while (((await relayTurn(db, world.tenantId, 200)) ?? 0) > 0);
  const [run] = await rows<{ id: string }>(world, 'select id from runs where subject_id = ?', [lead.id]);
  const runId = run?.id ?? '';
  const services = { mailDomain: 'crm.example', nextPosition: () => Promise.resolve(0) };
  await runSegment({ db, services }, { tenantId: world.tenantId, runId, incarnation: 1, seq: 1, happened: { kind: 'look' } });
  const [message] = await rows<{ id: string }>(world, 'select id from messages where run_id = ?', [runId]);
  return { world, automationId, runId, input: { tenantId: world.tenantId, messageId: message?.id ?? '', incarnation: 1 } };
}

function rows<T>(world: World, sql: string, bindings: readonly string[] = []): Promise<readonly T[]> {
  return db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: T[] } = await trx.raw(sql, [...bindings]);
    return result.rows;
  });
}

async function stateOf(world: World, id: string) {
  const [row] = await rows<{ status: string; attempts: number; error: string | null; sent_at: Date | null; not_before: Date | null }>(
    world,
    'select status, attempts, error, sent_at, not_before from messages where id = ?',
    [id],
  );
  return row;
}

async function eventsOf(world: World, id: string): Promise<readonly string[]> {
  const found = await rows<{ type: string }>(world, 'select type from events where subject_id = ? order by id', [id]);
  return found.map((event) => event.type);
}

/** The worker died with the message in hand: its row says `sending`, and the lease has run out since. */
function leaveInHand(world: World, id: string, leaseUntil = new Date(Date.now() - 1_000)): Promise<unknown> {
  return as(world, (trx) =>
    trx.raw(`update messages set status = 'sending', attempt_token = ?, lease_until = ?, attempts = 1 where id = ?`, [
      newId(),
      leaseUntil,
      id,
    ]),
  );
}

describe('a message and its mail server', () => {
  it('is accepted once, and asking again changes nothing', async () => {
    const { world, input } = await aMessage();
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
    expect(server.taken).toEqual([`<${input.messageId}@crm.example>`]);
    expect(await stateOf(world, input.messageId)).toMatchObject({ status: 'sent', attempts: 1, error: null, sent_at: expect.any(Date) });
    expect(await eventsOf(world, input.messageId)).toEqual(['message.sent']);
    const [raw] = server.mails;
    expect(raw).toContain('To: Kim Marsh <kim@example.com>');
    expect(raw).toContain('From: Cadenza <no-reply@crm.example>');
    expect(raw).toContain('Subject: =?UTF-8?');
    expect(raw).toMatch(/text\/plain[\s\S]*Hello Kim[\s\S]*text\/html[\s\S]*<b>Kim<\/b>/);
  });

  it('is tried again after a refusal that passes (4xx)', async () => {
    const { world, input } = await aMessage();
    server.behave(450);
    await expect(deliverMessage(deps(), input)).rejects.toThrow(/busy/);
    expect(await stateOf(world, input.messageId)).toMatchObject({ status: 'queued', attempts: 1, error: expect.stringContaining('450') });
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
    expect(server.taken).toHaveLength(1);
    expect(await eventsOf(world, input.messageId)).toEqual(['message.sent']);
  });

  it('is failed after a final refusal (5xx), with the words of the server', async () => {
    const { world, input } = await aMessage();
    server.behave(550);
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'failed' });
    expect(await stateOf(world, input.messageId)).toMatchObject({ status: 'failed', error: expect.stringContaining('No such mailbox') });
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'failed' });
    expect(server.taken).toEqual([]);
    expect(await eventsOf(world, input.messageId)).toEqual(['message.failed']);
  });

  it('is tried again when nobody listens', async () => {
    const { world, input } = await aMessage();
    const nobody = smtpProvider('smtp://127.0.0.1:9');
    await expect(deliverMessage({ ...deps(), mail: nobody }, input)).rejects.toThrow(/ECONNREFUSED/);
    await nobody.close();
    expect(await stateOf(world, input.messageId)).toMatchObject({ status: 'queued' });
  });

  it('is sent again under the same Message-ID when the connection was cut after the contents (transactional)', async () => {
    const { world, input } = await aMessage();
    server.behave('cut');
    await expect(deliverMessage(deps(), input)).rejects.toThrow();
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
    expect(server.taken).toEqual([`<${input.messageId}@crm.example>`, `<${input.messageId}@crm.example>`]);
    expect(await eventsOf(world, input.messageId)).toEqual(['message.sent']);
  });

  it('becomes unknown when the connection was cut after the contents (marketing), and is never sent twice', async () => {
    const { world, input } = await aMessage({ consent: 'marketing' });
    server.behave('cut');
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'unknown' });
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'unknown' });
    expect(server.taken).toHaveLength(1);
    expect(await eventsOf(world, input.messageId)).toEqual(['message.unknown']);
  });
});

describe('a worker that dies between acceptance and commit', () => {
  it('has its transactional message sent again under the same Message-ID once the lease is over', async () => {
    const { world, input } = await aMessage();
    // The provider accepts, and the process is gone before it can say so.
    const dying: MailProvider = { ...mail, send: (mailing) => mail.send(mailing).then(() => new Promise(() => undefined)) };
    void deliverMessage({ ...deps(), mail: dying }, input);
    while (server.taken.length === 0) await new Promise(setImmediate);
    expect(await deliverMessage(deps(), input)).toMatchObject({ kind: 'later', why: 'Another attempt is under way.' });
    await as(world, (trx) => trx.raw(`update messages set lease_until = now() - interval '1 second' where id = ?`, [input.messageId]));
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
    expect(server.taken).toEqual([`<${input.messageId}@crm.example>`, `<${input.messageId}@crm.example>`]);
    expect(await eventsOf(world, input.messageId)).toEqual(['message.sent']);
  });

  it('leaves a marketing message unknown', async () => {
    const { world, input } = await aMessage({ consent: 'marketing' });
    await leaveInHand(world, input.messageId);
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'unknown' });
    expect(server.taken).toEqual([]);
  });

  it('is not believed when it comes back after somebody else was sent off', async () => {
    const { world, input } = await aMessage();
    let answer: () => void = () => undefined;
    const slow: MailProvider = {
      ...mail,
      send: () => new Promise((resolve) => (answer = () => resolve({ kind: 'refused', reason: 'late word' }))),
    };
    const first = deliverMessage({ ...deps(), mail: slow }, input);
    while ((await stateOf(world, input.messageId))?.status !== 'sending') await new Promise(setImmediate);
    await as(world, (trx) => trx.raw(`update messages set lease_until = now() - interval '1 second' where id = ?`, [input.messageId]));
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
    answer();
    expect(await first).toEqual({ kind: 'done', status: 'sent' });
    expect(await stateOf(world, input.messageId)).toMatchObject({ status: 'sent', error: null });
  });
});

describe('two claimants at once', () => {
  it('one sends, the other waits for its lease', async () => {
    const { world, input } = await aMessage();
    let open: () => void = () => undefined;
    server.stall(new Promise<void>((resolve) => (open = resolve)));
    const one = deliverMessage(deps(), input);
    while ((await stateOf(world, input.messageId))?.status !== 'sending') await new Promise(setImmediate);
    const others = await Promise.all([1, 2, 3].map(() => deliverMessage(deps(), input)));
    for (const other of others) expect(other).toMatchObject({ kind: 'later', why: 'Another attempt is under way.' });
    open();
    expect(await one).toEqual({ kind: 'done', status: 'sent' });
    expect(server.taken).toHaveLength(1);
  });

  it('many at the same moment send it once', async () => {
    const { input } = await aMessage();
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliverMessage(deps(), input)));
    expect(answers.filter((answer) => answer.kind === 'lost')).toEqual([]);
    expect(server.taken).toHaveLength(1);
  });

  it('a former incarnation is told that it lost', async () => {
    const { input } = await aMessage();
    expect(await deliverMessage(deps(), { ...input, incarnation: 0 })).toEqual({ kind: 'lost' });
    expect(await deliverMessage(deps(), { ...input, messageId: newId() })).toEqual({ kind: 'lost' });
    expect(server.taken).toEqual([]);
  });
});

describe('the gate right before the mail server', () => {
  const text = { to: { kind: 'subject' }, content: { kind: 'inline', subject: 'Hello', body: 'Hello {{lead.firstName}}' }, window: null };

  it('lets the message of a run pass', async () => {
    const { input, runId } = await aRunsMessage(text);
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
    expect(server.taken).toEqual([`<${runId}.0.mail.1@crm.example>`]);
    expect(server.mails[0]).toContain('Auto-Submitted: auto-generated');
  });

  it('a pause holds it, and resuming lets it go', async () => {
    const { world, input, automationId } = await aRunsMessage(text);
    await runCommand(
      db,
      { tenantId: world.tenantId, actor: system },
      (trx, context) => pauseAutomation(trx, context, { id: automationId }),
      { door: 'exclusive' },
    );
    expect(await deliverMessage(deps(), input)).toMatchObject({ kind: 'later', why: 'The automation is paused.' });
    expect(server.taken).toEqual([]);
    await as(world, (trx) => trx.raw(`update automations set status = 'active' where id = ?`, [automationId]));
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'sent' });
  });

  it('a cancelled run takes its message with it', async () => {
    const { world, input, runId } = await aRunsMessage(text);
    await runSegment(
      { db, services: { mailDomain: 'crm.example', nextPosition: () => Promise.resolve(0) } },
      { tenantId: world.tenantId, runId, incarnation: 1, seq: 2, happened: { kind: 'cancelled' } },
    );
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'suppressed' });
    expect(server.taken).toEqual([]);
    expect(await stateOf(world, input.messageId)).toMatchObject({ error: 'The run was cancelled.' });
  });

  it('a deleted record takes its messages with it', async () => {
    const { world, input } = await aMessage();
    await as(world, (trx) => trx.raw('update leads set archived_at = now()'));
    expect(await deliverMessage(deps(), input)).toEqual({ kind: 'done', status: 'suppressed' });
  });

  it('a closed window defers it to the opening', async () => {
    const now = new Date();
    const tomorrow = String((now.getUTCDay() + 1) % 7 || 7);
    const window = { kind: 'hours', days: [tomorrow], from: '09:00', to: '17:00', timeZone: 'UTC', skipHolidays: false };
    const { world, input } = await aMessage();
    await as(world, (trx) => trx.raw('update messages set send_window = ?::jsonb where id = ?', [JSON.stringify(window), input.messageId]));
    const answer = await deliverMessage(deps(), input);
    expect(answer).toMatchObject({ kind: 'later', why: 'The send window is closed.' });
    const opening = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 9)).toISOString();
    expect(answer).toMatchObject({ until: opening });
    expect(server.taken).toEqual([]);
    expect(await stateOf(world, input.messageId)).toMatchObject({ status: 'scheduled', not_before: new Date(opening) });
  });

  it('a message that is not due yet waits for its time', async () => {
    const notBefore = new Date(Date.now() + 3_600_000);
    const { input } = await aMessage({ notBefore });
    expect(await deliverMessage(deps(), input)).toMatchObject({ kind: 'later', until: notBefore.toISOString() });
    expect(server.taken).toEqual([]);
  });
});

describe('without a mail server', () => {
  it('mail goes to a folder, and a repeated message replaces itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cadenza-outbox-'));
    try {
      const outbox = outboxFolderProvider(folder);
      const { world, input } = await aMessage();
      expect(await deliverMessage({ ...deps(), mail: outbox }, input)).toEqual({ kind: 'done', status: 'sent' });
      await as(world, (trx) => trx.raw(`update messages set status = 'queued' where id = ?`, [input.messageId]));
      await deliverMessage({ ...deps(), mail: outbox }, input);
      const files = await readdir(folder);
      expect(files).toHaveLength(1);
      const content: unknown = JSON.parse(await readFile(join(folder, files[0] ?? ''), 'utf8'));
      expect(content).toMatchObject({ tenantId: world.tenantId, to: 'kim@example.com', subject: 'Grüße', text: 'Hello Kim' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
