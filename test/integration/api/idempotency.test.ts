import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countUnread, readAllNotifications } from '../../../api/contracts/notifications.ts';
import { createTeam, listTeams } from '../../../api/contracts/teams.ts';
import { createUser, listUsers } from '../../../api/contracts/users.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { eventually } from '../../helpers/until.ts';

let api: TestApi;
let acme: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

const teamNames = async (): Promise<string[]> =>
  (await acme.admin.ok(listTeams, { query: { limit: 200 } })).body.items.map((team) => team.name);

describe('an Idempotency-Key', () => {
  it('makes a repeated request answer the same without doing it again', async () => {
    const call = { body: { name: 'Once' }, key: 'once-1' };
    const first = await acme.admin.ok(createTeam, call);
    const again = await acme.admin.ok(createTeam, call);
    expect(again.body).toEqual(first.body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect((await teamNames()).filter((name) => name === 'Once')).toHaveLength(1);
  });

  it('refuses another request under the same key', async () => {
    await acme.admin.ok(createTeam, { body: { name: 'Key A' }, key: 'same-key' });
    const { body } = await acme.admin.refused(createTeam, 422, { body: { name: 'Key B' }, key: 'same-key' });
    expect(body.code).toBe('idempotency_conflict');
    await acme.admin.refused(readAllNotifications, 422, { key: 'same-key' });
  });

  it('belongs to one user: a colleague may use the same text', async () => {
    const colleague = await aPerson(api, acme, 'admin');
    await acme.admin.ok(createTeam, { body: { name: 'Mine' }, key: 'shared-text' });
    await colleague.client.ok(createTeam, { body: { name: 'Yours' }, key: 'shared-text' });
  });

  it('lets exactly one of many simultaneous requests do the work', async () => {
    const send = () =>
      acme.admin.raw('POST', '/v1/teams', {
        headers: { 'content-type': 'application/json', 'idempotency-key': 'at-once' },
        body: JSON.stringify({ name: 'At once' }),
      });
    const answers = await Promise.all(Array.from({ length: 8 }, send));
    for (const answer of answers) expect([201, 409]).toContain(answer.status);
    const done = answers.filter((answer) => answer.status === 201);
    expect(done.filter((answer) => answer.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    for (const answer of answers.filter((one) => one.status === 409)) {
      expect(await answer.json()).toMatchObject({ code: 'idempotency_in_progress' });
    }
    expect((await teamNames()).filter((name) => name === 'At once')).toHaveLength(1);
  });

  it('answers 409 at once while the first request is still being worked on', async () => {
    const tenant = asTenantId(acme.tenantId);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let locked = false;
    const name = `idempotency:${acme.tenantId}:${acme.userId}:in-work`;
    const work = api.db.withTenant(tenant, async (trx) => {
      await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
      locked = true;
      await held;
    });
    await eventually('the key is locked', () => locked);
    const { body, headers } = await acme.admin.refused(createTeam, 409, { body: { name: 'In work' }, key: 'in-work' });
    expect(body.code).toBe('idempotency_in_progress');
    expect(headers.get('retry-after')).toBe('1');
    release();
    await work;
    await acme.admin.ok(createTeam, { body: { name: 'In work' }, key: 'in-work' });
  });

  it('is not used up by a request that was refused', async () => {
    await acme.admin.ok(createTeam, { body: { name: 'Taken' } });
    await acme.admin.refused(createTeam, 409, { body: { name: 'Taken' }, key: 'retry-me' });
    await acme.admin.ok(createTeam, { body: { name: 'Free' }, key: 'retry-me' });
  });

  it('is forgotten after 24 hours', async () => {
    await acme.admin.ok(createTeam, { body: { name: 'Yesterday' }, key: 'old-key' });
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(`update idempotency_keys set expires_at = now() - interval '1 second' where key = 'old-key'`),
    );
    await acme.admin.ok(createTeam, { body: { name: 'Today' }, key: 'old-key' });
  });

  it('never keeps a password that is shown once', async () => {
    const call = { body: { email: 'shown-once@example.test', name: 'Once', roles: ['rep'] }, key: 'new-user' };
    const first = await acme.admin.ok(createUser, call);
    expect(first.body.initialPassword).not.toBeNull();
    const again = await acme.admin.ok(createUser, call);
    expect(again.body).toEqual({ ...first.body, initialPassword: null });
    const { body } = await acme.admin.ok(listUsers, { query: { search: 'shown-once' } });
    expect(body.items).toHaveLength(1);
  });

  it('is refused when it cannot be one', async () => {
    await acme.admin.refused(createTeam, 400, { body: { name: 'Bad key' }, headers: { 'idempotency-key': 'x'.repeat(300) } });
    expect((await acme.admin.ok(countUnread)).body.count).toBeGreaterThanOrEqual(0);
  });
});
