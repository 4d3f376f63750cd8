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

const backend: BackendModule = {
  type: 'backend',
  init: () => {},
  read: (language, namespace, done) => {
    const load = loaders.get(`${language}/${namespace}`);
    if (!load) return done(null, {});
    load().then(
      (file) => done(null, file.default),
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
