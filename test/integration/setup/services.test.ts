import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporalConfig } from '../../../config/temporal.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { startTemporal, type TestTemporal } from '../../helpers/temporal.ts';

let database: TestDatabase;
let temporal: TestTemporal;

beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), startTemporal()]);
});

afterAll(async () => {
  await temporal.close();
  await database.drop();
});

test('the product connects as an ordinary role, never as a superuser', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(
    'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
  );
  await client.end();
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: true, rolcreatedb: true }]);
});

test('the Temporal server has our namespace with every search attribute of temporal.yaml', async () => {
  const { namespace, client } = temporal;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(temporalConfig().searchAttributes)));
});
