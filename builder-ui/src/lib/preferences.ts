import { Classes } from '@blueprintjs/core';
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';
export type Density = 'dense' | 'comfortable';
export type Language = 'en' | 'ar';

/** How this person likes it. Kept in the browser for the first paint, and on the server with the profile. */
export interface Preferences {
  readonly theme: Theme;
  readonly density: Density;
  readonly language: Language;
  /** Single-letter keys can be switched off (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  readonly navCollapsed: boolean;
}

const storageKey = 'cadenza.preferences';
const defaults: Preferences = { theme: 'system', density: 'dense', language: 'en', singleKeys: true, navCollapsed: false };
const listeners = new Set<() => void>();
let current: Preferences | undefined;

export function readPreferences(): Preferences {
  if (current) return current;
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    current = { ...defaults, ...(typeof saved === 'object' ? saved : {}) };
  } catch {
    current = defaults;
  }
  return current;
}

type Keeper = (change: Partial<Preferences>) => void;
let keeper: Keeper | undefined;

/** Whoever is signed in keeps what they choose on the server too; undefined while nobody is. */
export function keepPreferencesBy(next: Keeper | undefined): void {
  keeper = next;
}

export function changePreferences(change: Partial<Preferences>): void {
  takePreferences(change);
  keeper?.(change);
}

const known: { readonly [K in keyof Preferences]: (value: unknown) => boolean } = {
  theme: (value) => value === 'system' || value === 'light' || value === 'dark' || value === 'contrast',
  density: (value) => value === 'dense' || value === 'comfortable',
  language: (value) => value === 'en' || value === 'ar',
  singleKeys: (value) => typeof value === 'boolean',
  navCollapsed: (value) => typeof value === 'boolean',
};

/** What the server keeps of this person; anything that is no choice of ours is passed over. */
export function knownPreferences(stored: Readonly<Record<string, unknown>>): Partial<Preferences> {
  const ours = Object.entries(known).filter(([name, isChoice]) => isChoice(stored[name]));
  return Object.fromEntries(ours.map(([name]) => [name, stored[name]]));
}

/** Applies choices to this page and browser, without telling the server. */
export function takePreferences(change: Partial<Preferences>): void {
  current = { ...readPreferences(), ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts for this page.
  }
  applyPreferences(current);
  for (const listener of listeners) listener();
}

export function isDark(theme: Theme): boolean {
  if (theme === 'dark') return true;
  return theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Puts theme, density and direction on the document. */
function applyPreferences(preferences: Preferences): void {
  const root = document.documentElement;
  const dark = isDark(preferences.theme);
  root.dataset.theme = preferences.theme === 'contrast' ? 'contrast' : dark ? 'dark' : 'light';
  root.dataset.density = preferences.density;
  root.style.colorScheme = dark ? 'dark' : 'light';
  root.lang = preferences.language;
  root.dir = preferences.language === 'ar' ? 'rtl' : 'ltr';
  document.body.classList.toggle(Classes.DARK, dark);
}

/** Before the first render, and then for as long as the page is open: whoever likes it as the system does follows the system. */
export function startPreferences(): Preferences {
  const preferences = readPreferences();
  applyPreferences(preferences);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    applyPreferences(readPreferences());
    for (const listener of listeners) listener();
  });
  return preferences;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, readPreferences);
}

/** Whether the page is dark now; React Flow's colorMode wants to know. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () => isDark(readPreferences().theme));
}
