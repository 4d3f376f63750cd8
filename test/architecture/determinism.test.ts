import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { breachesIn } from './determinism.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function sourcesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

describe.each(['domain', 'workflows'] as const)('%s', (folder) => {
  test('knows no clock, no randomness and nothing the workflow sandbox lacks', () => {
    const files = sourcesOf(folder);
    expect(files.length).toBeGreaterThan(0);
    const breaches = files.flatMap((file) => breachesIn(file, readFileSync(join(ROOT, file), 'utf8'), folder));
    expect(breaches.map(({ file, line, text, why }) => `${file}:${line} ${text}: ${why}`)).toEqual([]);
  });
});

describe('a planted breach is found', () => {
  test.each([
    ['domain', 'export const now = () => Date.now();'],
    ['domain', 'export const now = () => new Date();'],
    ['domain', 'export const dice = () => Math.random();'],
    ['domain', 'setTimeout(() => undefined, 1);'],
    ['domain', 'export const copy = (a: object) => structuredClone(a);'],
    ['workflows', 'export const home = process.env.HOME;'],
    ['workflows', 'export const bytes = Buffer.from("a");'],
    ['workflows', 'export const id = crypto.randomUUID();'],
  ] as const)('%s: %s', (place, text) => {
    expect(breachesIn('planted.ts', text, place)).toHaveLength(1);
  });

  test.each([
    ['domain', 'export const at = (iso: string) => new Date(iso);'],
    ['domain', 'export interface Step { process: string }\nexport const of = (step: Step) => step.process;'],
    ['workflows', 'export const now = () => Date.now();'],
  ] as const)('not in %s: %s', (place, text) => {
    expect(breachesIn('fine.ts', text, place)).toEqual([]);
  });
});
