import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseEnv } from './env.ts';
import { parseTemporalConfig, temporalConfig, temporalConnectionOptions } from './temporal.ts';

const YAML = readFileSync(new URL('../temporal.yaml', import.meta.url), 'utf8');

describe('temporal.yaml', () => {
  test('is right', () => {
    expect(temporalConfig().namespace).toMatchObject({ name: 'cadenza', retentionDays: 14 });
    expect(temporalConfig().dynamicConfig['matching.enableFairness']).toBe(true);
  });

  test.each([
    ['retentionDays: 14', 'retentionDays: soon', /namespace\.retentionDays/],
    ['  TenantId: Keyword', '  TenantId: Word', /searchAttributes\.TenantId/],
    ['process: bulk', 'process: bulky', /taskQueues\.bulk\.process/],
    ['tuning: records', 'tuning: recrods', /taskQueues\.crm\.tuning: there is no workerTuning\.recrods/],
    ['databasePool: 40', 'databasePool: 4', /processes\.automation\.databasePool: 4 connections for \d+ local activities/],
    ['namespace:', 'namespace: [', /not YAML/],
    ['SubjectId: Keyword', 'SubjectId: Keyword\n  A: Keyword\n  B: Keyword\n  C: Keyword', /11 of type Keyword, but Temporal allows 10/],
  ])('%s -> %s is refused with the place', (right, wrong, message) => {
    expect(() => parseTemporalConfig(YAML.replace(right, wrong))).toThrow(message);
  });
});

describe('the connection', () => {
  test('is plain without certificates and key', () => {
    expect(temporalConnectionOptions(parseEnv({ TEMPORAL_ADDRESS: 'localhost:7233' }))).toEqual({ address: 'localhost:7233' });
  });

  test('an API key switches encryption on', () => {
    const options = temporalConnectionOptions(parseEnv({ TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_API_KEY: 'key' }));
    expect(options).toEqual({ address: 'cloud:7233', tls: true, apiKey: 'key' });
  });

  test('a certificate without its key is refused', () => {
    const env = parseEnv({ TEMPORAL_ADDRESS: 'a:1', TEMPORAL_TLS_CERT_FILE: import.meta.filename });
    expect(() => temporalConnectionOptions(env)).toThrow('TEMPORAL_TLS_CERT_FILE and TEMPORAL_TLS_KEY_FILE go together.');
  });

  test('a file that cannot be read is named', () => {
    const env = parseEnv({ TEMPORAL_ADDRESS: 'a:1', TEMPORAL_TLS_CA_FILE: '/nowhere/ca.pem' });
    expect(() => temporalConnectionOptions(env)).toThrow('TEMPORAL_TLS_CA_FILE names "/nowhere/ca.pem", which cannot be read.');
  });
});
