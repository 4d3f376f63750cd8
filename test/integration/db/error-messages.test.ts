import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type Database } from '../../../db/connection.ts';
import { literal, runTogether } from '../../../db/opening.ts';
import { postgresCode } from '../../../db/postgres-errors.ts';
import { aTenant, type World } from '../../factories/index.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';

let file: TestDatabase;
let db: Database;
let world: World;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 2, applicationName: 'error-messages-test' });
  world = await aTenant(db);
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

const tag = (name: string): string =>
  `insert into tags (tenant_id, id, name) values (${literal(world.tenantId)}, gen_random_uuid(), ${literal(name)})`;

it('an error of the database says what was violated and where, and nobody’s values', async () => {
  await db.withTenant(world.tenantId, (trx) => runTogether(trx, [tag('Dana Levi')]));
  const bound = db.withTenant(world.tenantId, async (trx) => {
    await trx.raw('insert into tags (tenant_id, id, name) values (?, gen_random_uuid(), ?)', [world.tenantId, 'Dana Levi']);
  });
  const together = db.withTenant(world.tenantId, (trx) => runTogether(trx, ['select 1', tag('Dana Levi')]));
  for (const attempt of [bound, together]) {
    const error: unknown = await attempt.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(postgresCode(error)).toBe('23505');
    const told = error instanceof Error ? JSON.stringify([error.message, Object.entries(error)]) : '';
    expect(told).toContain('unique constraint');
    expect(told).not.toContain('Dana');
  }
});
