import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as credentials from '../../../api/contracts/credentials.ts';
import { listAudit } from '../../../api/contracts/audit.ts';
import { createForm, publishForm } from '../../../api/contracts/form-design.ts';
import { createInboundWebhook } from '../../../api/contracts/inbound-webhooks.ts';
import { createWebhook } from '../../../api/contracts/webhooks.ts';
import { openCredential } from '../../../commands/credentials/credentials.ts';
import { sealStoredSecrets } from '../../../commands/credentials/seal-stored.ts';
import { createVault, vaultKeys } from '../../../commands/credentials/vault.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { createDatabase } from '../../../db/connection.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { testVault } from '../../helpers/vault.ts';
import { content, openPage, submit } from '../forms/fill.ts';

let api: TestApi;
let behind: pg.Client;
beforeAll(async () => {
  api = await startApi();
  behind = new pg.Client({ connectionString: api.database.superuserUrl });
  await behind.connect();
});
afterAll(async () => {
  await behind.end();
  await api.stop();
});

const secret = 'sk_live_51H8-do-not-show';
const bearer = { name: 'ERP', settings: { kind: 'bearer' as const }, hosts: ['api.example.com'], secret };

async function stored(sql: string, ...values: readonly unknown[]): Promise<Record<string, unknown>[]> {
  return (await behind.query<Record<string, unknown>>(sql, [...values])).rows;
}

function opened(place: Workspace, id: string, db = api.db) {
  const frame = { tenantId: asTenantId(place.tenantId), actor: { kind: 'system', name: 'test' } } as const;
  return runCommand(db, frame, (trx, context) => openCredential(trx, context, id));
}

describe('a credential', () => {
  it('is stored sealed, never told again, and noted in the audit without its secret', async () => {
    const place = await aWorkspace(api);
    const { body: made } = await place.admin.ok(credentials.createCredential, { body: bearer });
    const answers = [
      made,
      (await place.admin.ok(credentials.getCredential, { params: { id: made.id } })).body,
      (await place.admin.ok(credentials.listCredentials)).body,
      (await place.admin.ok(listAudit)).body,
    ];
    for (const answer of answers) expect(JSON.stringify(answer)).not.toContain('sk_live');
    expect(JSON.stringify(answers[3])).toContain('credential.created');
    const [row] = await stored('select * from credentials where id = $1', made.id);
    expect(String(row?.['secret'])).toMatch(/^sealed:v1:test:/);
    expect(JSON.stringify(row)).not.toContain('sk_live');
    expect(await stored(`select 1 from idempotency_keys where response::text like '%sk_live%'`).catch(() => [])).toEqual([]);
    expect(await opened(place, made.id)).toMatchObject({ secret, hosts: ['api.example.com'] });
    expect((await place.admin.ok(credentials.getCredential, { params: { id: made.id } })).body.lastUsedAt).not.toBeNull();
  });

  it('goes to no other host and is used in no other way unless its secret is given again', async () => {
    const place = await aWorkspace(api);
    const { body: made } = await place.admin.ok(credentials.createCredential, { body: bearer });
    const call = { params: { id: made.id }, version: made.version };
    const hosts = ['api.example.com', 'evil.example.net'];
    const refused = await place.admin.refused(credentials.updateCredential, 422, { ...call, body: { hosts } });
    expect(refused.body.errors?.[0]).toMatchObject({ pointer: '/hosts', code: 'secret_needed' });
    await place.admin.refused(credentials.updateCredential, 422, { ...call, body: { settings: { kind: 'header', header: 'X-Key' } } });
    await place.admin.ok(credentials.updateCredential, { ...call, body: { name: 'Accounting' } });
    await place.admin.refused(credentials.replaceCredentialSecret, 412, { ...call, body: { secret: 'next', hosts } });
    const next = await place.admin.ok(credentials.replaceCredentialSecret, { ...call, version: 2, body: { secret: 'next', hosts } });
    expect(next.body).toMatchObject({ name: 'Accounting', hosts, version: 3 });
    expect(await opened(place, made.id)).toMatchObject({ secret: 'next', hosts });
  });

  it('is refused with every problem when it cannot work', async () => {
    const place = await aWorkspace(api);
    const codes = async (body: object) =>
      (await place.admin.refused(credentials.createCredential, 422, { body: { ...bearer, ...body } })).body.errors?.map(
        (one) => `${one.pointer} ${one.code}`,
      );
    expect(await codes({ hosts: ['https://x.test', 'ok.test'] })).toEqual(['/hosts/0 host_invalid']);
    expect(await codes({ secret: 'two\r\nX-Evil: 1' })).toEqual(['/secret secret_invalid']);
    expect(await codes({ settings: { kind: 'header', header: 'Host' } })).toEqual(['/settings/header header_invalid']);
    expect(await codes({ settings: { kind: 'basic', username: 'a:b' } })).toEqual(['/settings/username username_invalid']);
    await place.admin.ok(credentials.createCredential, { body: bearer });
    expect(await codes({ name: 'erp' })).toEqual(['/name name_taken']);
  });

  it('is its tenant’s alone, and only for those with the right', async () => {
    const [place, other] = [await aWorkspace(api), await aWorkspace(api)];
    const { body: made } = await place.admin.ok(credentials.createCredential, { body: bearer });
    await other.admin.refused(credentials.getCredential, 404, { params: { id: made.id } });
    expect(await opened(other, made.id)).toBeNull();
    const manager = await aPerson(api, place, 'manager');
    await manager.client.refused(credentials.listCredentials, 403);
    // Moved behind everybody's back it does not open: the seal knows its row.
    const { body: another } = await place.admin.ok(credentials.createCredential, { body: { ...bearer, name: 'Other', secret: 'other' } });
    await stored('update credentials set secret = (select secret from credentials where id = $1) where id = $2', made.id, another.id);
    await expect(opened(place, another.id)).rejects.toThrow('does not open');
  });

  it('is removed with its secret; one at work only when that is said', async () => {
    const place = await aWorkspace(api);
    const { body: made } = await place.admin.ok(credentials.createCredential, { body: bearer });
    await place.admin.ok(credentials.removeCredential, { params: { id: made.id }, version: made.version, body: {} });
    await place.admin.refused(credentials.getCredential, 404, { params: { id: made.id } });
    expect(await stored('select secret from credentials where id = $1', made.id)).toEqual([{ secret: '' }]);
    expect(await opened(place, made.id)).toBeNull();
  });
});

describe('secrets of webhooks and authenticators', () => {
  it('are stored sealed', async () => {
    const place = await aWorkspace(api);
    const { body: hook } = await place.admin.ok(createWebhook, {
      body: { name: 'Out', url: 'https://hooks.example.com/x', eventTypes: ['lead.created'], filter: null },
    });
    expect(hook.secret).toMatch(/^whsec_/);
    const { body: inbound } = await place.admin.ok(createInboundWebhook, {
      body: {
        name: 'In',
        auth: { kind: 'header', header: 'X-Secret' },
        mapping: { target: 'none', fields: [], data: [] },
        secret: 'the-sender-chose-this',
      },
    });
    const { body: form } = await place.admin.ok(createForm, { body: { name: 'Contact us', content: content() } });
    for (const [table, column, id] of [
      ['webhook_subscriptions', 'secret', hook.id],
      ['inbound_webhooks', 'secret', inbound.id],
      ['forms', 'signing_secret', form.id],
    ] as const) {
      const [row] = await stored(`select ${column} as secret from ${table} where id = $1`, id);
      expect(row?.['secret']).toMatch(/^sealed:v1:test:/);
    }
  });

  it('that were stored openly, or under an older key, are sealed by housekeeping and go on working', async () => {
    const place = await aWorkspace(api);
    const { body: hook } = await place.admin.ok(createWebhook, {
      body: { name: 'Out', url: 'https://hooks.example.com/x', eventTypes: ['lead.created'], filter: null },
    });
    const { body: made } = await place.admin.ok(credentials.createCredential, { body: bearer });
    await stored('update webhook_subscriptions set secret = $1, previous_secret = $2 where id = $3', 'whsec_old', 'whsec_older', hook.id);
    const { body: draft } = await place.admin.ok(createForm, { body: { name: 'Contact us', content: content() } });
    const { body: form } = await place.admin.ok(publishForm, { params: { id: draft.id }, version: draft.version });
    await stored('update forms set signing_secret = $1 where id = $2', 'signs-pages-since-the-beginning', form.id);
    const page = await openPage(api.url, form.key);
    // One that was moved by the test before does not open, and stops nothing.
    expect(await sealStoredSecrets(api.db)).toMatchObject({ sealed: 3 });
    expect(await sealStoredSecrets(api.db)).toMatchObject({ sealed: 0 });
    const [signing] = await stored('select signing_secret from forms where id = $1', form.id);
    expect(signing?.['signing_secret']).toMatch(/^sealed:v1:test:/);
    // A page that was open meanwhile is taken all the same.
    expect((await submit(api.url, form.key, page, { email: 'kim@example.com' })).status).toBe(200);
    // Another key in front: everything is sealed anew, and the old one can go.
    const next = `next:${randomBytes(32).toString('base64')}`;
    const [key] = vaultKeys(next);
    if (key === undefined) throw new Error('there is a key');
    const both = { ...createVault([key]), open: testVault.open };
    const rotating = createDatabase({ url: api.database.url, poolSize: 2, applicationName: 'rotating', vault: both });
    const rotated = createDatabase({ url: api.database.url, poolSize: 2, applicationName: 'rotated', vault: createVault([key]) });
    try {
      const { sealed, broken } = await sealStoredSecrets(rotating);
      expect([sealed >= 3, broken]).toEqual([true, 1]);
      expect(await opened(place, made.id, rotated)).toMatchObject({ secret });
      await expect(opened(place, made.id)).rejects.toThrow('"next"');
    } finally {
      await rotating.close();
      await rotated.close();
    }
  });
});
