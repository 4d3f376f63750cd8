import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultRetention, deleteExpired, exportsPastKeeping } from '../../../db/queries/maintenance.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { makeUpRow } from '../../helpers/made-up-rows.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let behind: pg.Client;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  behind = new pg.Client({ connectionString: api.database.superuserUrl });
  await behind.connect();
});
afterAll(async () => {
  await behind.end();
  await api.stop();
});

const day = 86_400_000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * day);
const monthsAgo = (months: number, days: number): Date => {
  const then = new Date();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() - months);
  // The first of a month is up to thirty days back already.
  return new Date(then.getTime() + days * day);
};

/** Rows by a name that only this test knows; answers which are left once housekeeping was there. */
async function leftOf(table: string, rows: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Promise<readonly string[]> {
  const names = new Map<string, string>();
  for (const [name, given] of Object.entries(rows)) {
    const id = randomUUID();
    names.set(id, name);
    await makeUpRow(behind, table, { given: { tenant_id: acme.tenantId, ...given, id } });
  }
  await deleteExpired(api.db);
  const found = await behind.query<{ id: string }>(`select id from ${table}`);
  return found.rows.flatMap((row) => names.get(row.id) ?? []).toSorted();
}

describe('housekeeping lets go', () => {
  it('of deliveries to webhooks after their days, but of none that still waits; their attempts go with them', async () => {
    const { deliveryDays } = defaultRetention;
    const gone = randomUUID();
    await makeUpRow(behind, 'webhook_deliveries', {
      given: { tenant_id: acme.tenantId, id: gone, status: 'delivered', created_at: daysAgo(deliveryDays + 1) },
    });
    await makeUpRow(behind, 'webhook_attempts', { given: { tenant_id: acme.tenantId, delivery_id: gone } });
    const left = await leftOf('webhook_deliveries', {
      delivered: { status: 'delivered', created_at: daysAgo(deliveryDays + 1) },
      given_up: { status: 'failed', created_at: daysAgo(deliveryDays + 1) },
      waiting: { status: 'pending', created_at: daysAgo(deliveryDays + 1) },
      recent: { status: 'delivered', created_at: daysAgo(deliveryDays - 1) },
    });
    expect(left).toEqual(['recent', 'waiting']);
    expect((await behind.query('select from webhook_attempts where delivery_id = $1', [gone])).rowCount).toBe(0);
  });

  it('of what other systems sent, of every workspace, whatever became of it', async () => {
    const { inboundDays } = defaultRetention;
    const left = await leftOf('inbound_requests', {
      old: { created_at: daysAgo(inboundDays + 1) },
      old_of_another: { tenant_id: other.tenantId, created_at: daysAgo(inboundDays + 1) },
      recent: { created_at: daysAgo(inboundDays - 1) },
      recent_of_another: { tenant_id: other.tenantId, created_at: daysAgo(inboundDays - 1) },
    });
    expect(left).toEqual(['recent', 'recent_of_another']);
  });

  it('of answers of forms after their months', async () => {
    const { submissionMonths } = defaultRetention;
    const left = await leftOf('form_submissions', {
      old: { created_at: monthsAgo(submissionMonths, -1) },
      refused_long_ago: { created_at: monthsAgo(submissionMonths, -1), outcome: 'refused' },
      recent: { created_at: monthsAgo(submissionMonths, 32) },
    });
    expect(left).toEqual(['recent']);
  });

  it('of calls to other systems with the log of their run, never while it is open', async () => {
    const [open, ended, recent] = [randomUUID(), randomUUID(), randomUUID()];
    const run = (id: string, ended_at: Date | null, status: string) =>
      makeUpRow(behind, 'runs', { given: { tenant_id: acme.tenantId, id, ended_at, status } });
    await run(open, null, 'running');
    await run(ended, monthsAgo(defaultRetention.stepMonths, -1), 'succeeded');
    await run(recent, monthsAgo(defaultRetention.stepMonths, 32), 'succeeded');
    const left = await leftOf('http_calls', {
      of_an_open_run: { run_id: open, created_at: daysAgo(2_000) },
      of_an_old_run: { run_id: ended, created_at: daysAgo(2_000) },
      of_a_recent_run: { run_id: recent, created_at: daysAgo(2_000) },
    });
    expect(left).toEqual(['of_a_recent_run', 'of_an_open_run']);
  });

  it('of exports: of the file after its day, of the note that there was one after its days and never before the file', async () => {
    const { exportDays } = defaultRetention;
    const withFile = randomUUID();
    const past = { status: 'completed', finished_at: daysAgo(exportDays + 1), expires_at: daysAgo(exportDays) };
    await makeUpRow(behind, 'exports', { given: { tenant_id: acme.tenantId, ...past, id: withFile, has_files: true } });
    const left = await leftOf('exports', {
      noted: { ...past, has_files: false },
      with_its_file: { ...past, has_files: true },
      recent: { ...past, has_files: false, finished_at: daysAgo(exportDays - 1) },
    });
    expect(left).toEqual(['recent', 'with_its_file']);
    expect((await exportsPastKeeping(api.db)).map((one) => one.id)).toContain(withFile);
  });
});
