import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';
import { taskCounts } from '../../../db/queries/task-counts.ts';
import { demoLeads, demoNewLeads } from '../../../db/seeds/demo-data.ts';
import { seedDemo } from '../../../db/seeds/demo.ts';
import { createTestDatabase } from '../../helpers/database.ts';
import type { TestDatabase } from '../../helpers/database.ts';

let file: TestDatabase;
let db: Database;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 2, applicationName: 'demo-test' });
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

describe('the demo tenant', () => {
  it('is told once, however often it is asked for, and is alive', async () => {
    const first = await seedDemo(db);
    expect(first.told).toHaveLength(5);
    expect((await seedDemo(db)).told).toEqual([]);
    const day = 86_400_000;
    const seen = await db.readTenant(first.tenantId, async (trx) => ({
      leads: await trx('leads').count('* as n').first(),
      statuses: (await trx('leads').distinct('status').pluck('status')) as string[],
      automations: await trx('automations').pluck('status'),
      counts: await taskCounts(trx, {
        ownerUserId: null,
        startOfToday: new Date(Date.now() - day),
        endOfToday: new Date(Date.now() + day),
      }),
      future: await trx('events').where('occurred_at', '>', new Date()).count('* as n').first(),
      fresh: await trx.raw<{ rows: { n: number }[] }>(
        `select count(*)::int as n from events where type = 'lead.created' and id > (select max(opened_at_event) from automation_versions)`,
      ),
    }));
    expect(Number(seen.leads?.['n'])).toBe(demoLeads.length + demoNewLeads.length);
    expect([...seen.statuses].sort()).toEqual(['contacted', 'disqualified', 'new', 'nurture', 'qualified']);
    expect(seen.automations).toEqual(['active', 'active', 'active', 'active']);
    expect(seen.counts.overdue).toBeGreaterThan(3);
    expect(seen.counts.open).toBeGreaterThan(seen.counts.overdue);
    expect(Number(seen.future?.['n'])).toBe(0);
    // The automations take up exactly those that arrived after they went live.
    expect(seen.fresh.rows[0]?.n).toBe(demoNewLeads.length);
  });
});
