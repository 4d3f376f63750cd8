import { describe, expect, test } from 'vitest';
import { EnvError, parseEnv, VARIABLES } from './env.ts';

describe('the environment', () => {
  test('needs nothing: every variable has a default or may be absent', () => {
    const env = parseEnv({});
    expect(env.API_PORT).toBe(3000);
    expect(env.DATABASE_URL).toBeUndefined();
    expect(env.LOGIN_MAX_FAILURES).toBe(5);
    expect(env.DEMO_DATA).toBe(true);
  });

  test('an empty variable counts as absent', () => {
    expect(parseEnv({ SMTP_URL: '', API_PORT: '' })).toEqual(parseEnv({}));
  });

  test.each([
    ['API_PORT', 'eighty', 'API_PORT must be a whole number from 0 to 65535, but it is "eighty".'],
    ['API_PORT', '70000', 'API_PORT must be a whole number from 0 to 65535, but it is "70000".'],
    ['DATABASE_URL', 'mysql://x:secret@y/z', 'DATABASE_URL must be a URL that starts with postgres:// or postgresql://.'],
    ['TEMPORAL_ADDRESS', 'https://temporal', 'TEMPORAL_ADDRESS must look like host:port, but it is "https://temporal".'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, but it is "loud".'],
    ['DEMO_DATA', 'yes', 'DEMO_DATA must be one of true, false, but it is "yes".'],
  ])('%s=%s is refused in a sentence that names it', (name, value, sentence) => {
    expect(() => parseEnv({ [name]: value })).toThrow(EnvError);
    expect(() => parseEnv({ [name]: value })).toThrow(sentence);
  });

  test('a secret is never repeated', () => {
    expect(() => parseEnv({ SMTP_URL: 'http://user:hunter2@mail' })).toThrow(/^(?!.*hunter2)/);
  });

  test('all wrong variables are named at once', () => {
    expect(() => parseEnv({ API_PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/LOG_LEVEL[^\n]*\nAPI_PORT/);
  });

  test('every variable is described in a sentence', () => {
    for (const { description } of Object.values(VARIABLES)) expect(description).toMatch(/\.$/);
  });
});
