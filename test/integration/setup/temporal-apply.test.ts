import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { temporalConfig } from '../../../config/temporal.ts';
import { applyTemporalConfig } from '../../../scripts/lib/temporal-apply.ts';

let connection: Connection;
const namespace = `apply-${randomUUID()}`;
const config = temporalConfig();

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('services').temporalAddress });
});

afterAll(async () => {
  await connection.close();
});

test('makes what is missing, once', async () => {
  const first = await applyTemporalConfig({ connection, namespace, config });
  expect(first.missing).toEqual([]);
  expect(first.applied).toEqual([
    `Namespace "${namespace}" was made; it keeps closed runs 14 days.`,
    expect.stringContaining('TenantId'),
    ...Object.keys(config.schedules).map((schedule) => `Schedule "${schedule}" was made.`),
  ]);

  const described = await connection.workflowService.describeNamespace({ namespace });
  expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(14 * 86_400);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(config.searchAttributes)));

  expect(await applyTemporalConfig({ connection, namespace, config })).toEqual({ applied: [], missing: [] });
});

test('corrects the retention of a namespace that keeps closed runs for another time', async () => {
  const longer = { ...config, namespace: { ...config.namespace, retentionDays: 30 } };
  const { applied } = await applyTemporalConfig({ connection, namespace, config: longer });
  expect(applied).toEqual([`Namespace "${namespace}" keeps closed runs 30 days instead of 14.0 days.`]);
});

test('names an attribute that is there with another type', async () => {
  const { SlaBreached: _, ...others } = config.searchAttributes;
  const other = { ...config, searchAttributes: { ...others, SlaBreached: 'Int' as const } };
  const { missing } = await applyTemporalConfig({ connection, namespace, config: other });
  expect(missing).toEqual(['Search attribute SlaBreached is not of type Int.']);
});

test('where it may change nothing it says what is missing', async () => {
  const refuse = () => Promise.reject(Object.assign(new Error('no'), { code: 7, details: 'no', metadata: {} }));
  const absent = { ...config, searchAttributes: { ...config.searchAttributes, Elsewhere: 'Bool' as const } };
  const managed = new Proxy(connection, {
    get: (target, property: keyof Connection) =>
      property === 'operatorService'
        ? { listSearchAttributes: target.operatorService.listSearchAttributes.bind(target.operatorService), addSearchAttributes: refuse }
        : target[property],
  });
  const { missing } = await applyTemporalConfig({ connection: managed, namespace, config: absent });
  expect(missing).toEqual(['Search attribute Elsewhere of type Bool is missing.']);
});
