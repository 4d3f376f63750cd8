import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cruiseFolder } from './cruise.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('a planted breach is found', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cadenza-boundaries-'));
    await plant('domain/rule.ts', 'export const rule = 1;\nexport type Rule = number;');
    await plant('api/app.ts', 'export const app = 1;');
    await plant('activities/act.ts', 'export const act = 1;\nexport type Act = number;');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function plant(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }

  async function breachesOf(file: string, text: string): Promise<string[]> {
    await plant(file, text);
    const { summary } = await cruiseFolder(folder, [file]);
    return summary.violations.map((violation) => violation.rule.name);
  }

  test.each([
    ['the domain reads a file', 'domain/a.ts', "import { readFileSync } from 'node:fs';\nreadFileSync('x');", 'domain-node'],
    ['the domain reaches the API', 'domain/a.ts', "import { app } from '../api/app.ts';\nexport const a = app;", 'domain-runtime'],
    [
      'a command reaches an activity',
      'commands/a.ts',
      "import { act } from '../activities/act.ts';\nexport const a = act;",
      'commands-runtime',
    ],
    [
      'a workflow runs an activity’s code',
      'workflows/a.ts',
      "import { act } from '../activities/act.ts';\nexport const a = act;",
      'workflows-runtime',
    ],
    [
      'a workflow runs the domain',
      'workflows/a.ts',
      "import { rule } from '../domain/rule.ts';\nexport const a = rule;",
      'workflows-runtime',
    ],
    ['a workflow uses Node', 'workflows/a.ts', "import { join } from 'node:path';\nexport const a = join('a');", 'workflows-node'],
    [
      'the browser application reaches the server',
      'builder-ui/src/a.ts',
      "import { app } from '../../api/app.ts';\nexport const a = app;",
      'builder-ui-runtime',
    ],
    [
      'even a type from the wrong side',
      'domain/a.ts',
      "import type { Act } from '../activities/act.ts';\nexport type A = Act;",
      'domain-types',
    ],
    ['an import leads nowhere', 'domain/a.ts', "import { b } from './missing.ts';\nexport const a = b;", 'resolvable'],
  ])('%s', async (_what, file, text, rule) => {
    expect(await breachesOf(file, text)).toContain(rule);
  });

  test.each([
    ['a workflow takes types of activities', 'workflows/a.ts', "import type { Act } from '../activities/act.ts';\nexport type A = Act;"],
    ['a workflow takes types of the domain', 'workflows/a.ts', "import type { Rule } from '../domain/rule.ts';\nexport type A = Rule;"],
    ['a command runs the domain', 'commands/a.ts', "import { rule } from '../domain/rule.ts';\nexport const a = rule;"],
  ])('allowed: %s', async (_what, file, text) => {
    expect(await breachesOf(file, text)).toEqual([]);
  });
});

test('all a workflow needs at runtime is workflows/ and what the SDK provides', async () => {
  const { modules } = await cruiseFolder(ROOT, ['workflows'], 'runtime');
  const strangers = modules
    .map((module) => module.source)
    .filter((source) => !source.startsWith('workflows/') && !/node_modules\/@temporalio\/(workflow|common)\//.test(source));
  expect(modules.length).toBeGreaterThan(0);
  expect(strangers).toEqual([]);
});
