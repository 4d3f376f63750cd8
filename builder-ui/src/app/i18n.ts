import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../lib/preferences.ts';

/** Words live beside what they name: the namespace of a file is its folder (`leads`, `components`, `app`). */
const files = import.meta.glob<{ default: Record<string, unknown> }>([
  './locales/*.json',
  '../components/locales/*.json',
  '../features/*/locales/*.json',
]);

const loaders = new Map<string, () => Promise<{ default: Record<string, unknown> }>>();
for (const [path, load] of Object.entries(files)) {
  const found = /(?:features\/([^/]+)|\.\.\/(components)|\.)\/locales\/([^/]+)\.json$/.exec(path);
  if (found) loaders.set(`${found[3]}/${found[1] ?? found[2] ?? 'app'}`, load);
}

type Words = Record<string, unknown>;

function overlay(under: Words, over: Words): Words {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isWords(value) && isWords(below) ? overlay(below, value) : value;
  }
  return result;
}

function isWords(value: unknown): value is Words {
  return typeof value === 'object' && value !== null;
}

const backend: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, namespace, done) => {
    // English lies under every language, so that a word not yet translated is a word and never a key.
    const wanted = language === 'en' ? ['en'] : ['en', language];
    const files = wanted.flatMap((one) => loaders.get(`${one}/${namespace}`) ?? []);
    Promise.all(files.map((load) => load())).then(
      (loaded) =>
        done(
          null,
          loaded.reduce<Words>((under, file) => overlay(under, file.default), {}),
        ),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

export async function startI18n(language: Language): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'en',
      ns: ['app', 'components'],
      defaultNS: 'app',
      interpolation: { escapeValue: false },
      returnNull: false,
      react: { useSuspense: true },
    });
  document.documentElement.dir = i18next.dir(language);
}
