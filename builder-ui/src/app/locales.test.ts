import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Every key a component asks for must have an English text: a missing one would be shown as a key. */
const source = join(import.meta.dirname, '..');
const folders: readonly (readonly [namespace: string, folder: string])[] = [
  ['app', join(source, 'app')],
  ['components', join(source, 'components')],
  ...readdirSync(join(source, 'features')).map((name) => [name, join(source, 'features', name)] as const),
];

type Words = { readonly [key: string]: string | Words };

function wordsOf(namespace: string): Words | undefined {
  const folder = folders.find(([name]) => name === namespace)?.[1];
  try {
    return JSON.parse(readFileSync(join(folder ?? '', 'locales', 'en.json'), 'utf8')) as Words;
  } catch {
    return undefined;
  }
}

function has(words: Words, key: string): boolean {
  const parts = key.split('.');
  const last = parts.pop() ?? '';
  let at: Words = words;
  for (const part of parts) {
    const next = at[part];
    if (next === undefined || typeof next === 'string') return false;
    at = next;
  }
  return Object.keys(at).some((name) => name === last || name.startsWith(`${last}_`));
}

/** Keys asked for by literal text; of those built from a value, the part before it. `foreign`: by the `t` of somebody else. */
function keysIn(text: string): { key: string; foreign: boolean }[] {
  const literal = [...text.matchAll(/(\.?)\bt\(\s*'([^']+)'/g)];
  const built = [...text.matchAll(/(\.?)\bt\(\s*`([^`$]*)\$\{/g)];
  const labels = [...text.matchAll(/()label: '([a-z-]+:[^']+)'/g)];
  return [...literal, ...built, ...labels]
    .map((match) => ({ key: (match[2] ?? '').replace(/\.$/, ''), foreign: match[1] === '.' }))
    .filter(({ key }) => key !== '' && !key.endsWith(':'));
}

for (const [namespace, folder] of folders) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /(?<!\.test)\.tsx?$/.test(path));
  test(`texts of ${namespace}`, () => {
    const missing: string[] = [];
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      const named = [...text.matchAll(/useTranslation\(\s*\[?([^)\]]*)/g)].flatMap((match) => (match[1] ?? '').match(/[a-z-]+/g) ?? []);
      for (const { key, foreign } of keysIn(text)) {
        const [first = '', rest] = key.includes(':') ? key.split(/:(.*)/s) : ['', key];
        // A helper that is handed `t` does not say whose words they are: somebody must have them.
        const own = named.length > 0 && !foreign ? [...named, namespace] : folders.map(([name]) => name);
        const candidates = first === '' ? own : [first];
        const found = candidates.some((name) => {
          const words = wordsOf(name);
          return words !== undefined && has(words, rest ?? '');
        });
        if (!found) missing.push(`${file}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });
}
