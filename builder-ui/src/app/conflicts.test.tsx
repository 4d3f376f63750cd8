import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import i18next from 'i18next';
import { act, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { initReactI18next } from 'react-i18next';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DealItem } from '../../../api/contracts/deal-items.ts';
import words from '../components/locales/en.json' with { type: 'json' };
import { ItemForm } from '../features/deals/items/item-form.tsx';
import deals from '../features/deals/locales/en.json' with { type: 'json' };
import { RoleForm } from '../features/settings/components/role-form.tsx';
import settings from '../features/settings/locales/en.json' with { type: 'json' };
import type { Role } from '../features/settings/people.ts';

const me = { user: { id: 'u1', name: 'Ada' }, tenant: { name: 'Acme' } };
vi.mock('../lib/session/session.tsx', () => ({ useSession: () => ({ me, can: () => true, timeZone: 'UTC' }) }));
vi.mock('../components/toaster.ts', () => ({ toast: async () => {} }));

/** What the server keeps; a write that names another version is refused as the API refuses it. */
let kept: { version: number } & Record<string, unknown>;
let writes: { ifMatch: string | null; body: unknown }[];
let root: Root;

function server(url: string, init: RequestInit = {}): Response {
  if (init.method === 'PATCH') {
    const ifMatch = new Headers(init.headers).get('if-match');
    writes.push({ ifMatch, body: JSON.parse(String(init.body)) });
    if (ifMatch !== `W/"${kept.version}"`) return Response.json({ code: 'precondition_failed', status: 412 }, { status: 412 });
    return Response.json(kept);
  }
  if (url.endsWith('/items')) return Response.json({ items: [kept] });
  return Response.json(/\/v1\/roles\/.+/.test(url) ? kept : { items: [], next: null });
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => server(url, init));
  const resources = { en: { components: words, deals, settings } };
  await i18next.use(initReactI18next).init({ lng: 'en', resources, interpolation: { escapeValue: false } });
  writes = [];
  root = createRoot(document.body.appendChild(document.createElement('div')));
});

afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function open(form: ReactElement) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  await act(async () => root.render(<QueryClientProvider client={client}>{form}</QueryClientProvider>));
}

async function type(before: string, after: string) {
  const input = [...document.querySelectorAll('input')].find((one) => one.value === before);
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, after);
    input?.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

const button = (text: string) => [...document.querySelectorAll('button')].find((one) => one.textContent === text);

async function press(text: string) {
  await act(async () => button(text)?.click());
}

async function save() {
  await act(async () => document.querySelector('form')?.requestSubmit());
  await vi.waitFor(() => act(async () => expect(document.querySelector('[class*="loading"]')).toBeNull()));
}

const item: DealItem = {
  id: 'i1',
  version: 1,
  kind: 'risk',
  title: 'Late',
  details: null,
  status: 'open',
  severity: null,
  dueOn: null,
  ownerUserId: null,
  owner: null,
  closedAt: null,
  createdAt: '2026-01-01T00:00:00Z',
  updates: [],
};

test('an item of a deal: mine and theirs are merged, and saved over the newer version', async () => {
  kept = { ...item, version: 2, details: 'The supplier said so' };
  const done = vi.fn();
  await open(<ItemForm dealId="d1" item={item} onDone={done} />);
  await type('Late', 'Very late');
  await save();
  expect(document.body.textContent).toContain('The supplier said so');
  expect(document.querySelector('[role="alert"]')).toBeNull();
  expect(done).not.toHaveBeenCalled();
  await press('Merge');
  expect(button('Merge')).toBeUndefined();
  await save();
  expect(writes.map(({ ifMatch }) => ifMatch)).toEqual(['W/"1"', 'W/"2"']);
  expect(writes[1]?.body).toMatchObject({ title: 'Very late', details: 'The supplier said so' });
  expect(done).toHaveBeenCalledOnce();
});

const role: Role = {
  id: 'r1',
  version: 4,
  code: 'desk',
  name: 'Desk',
  parentId: null,
  visibility: 'all',
  seeded: false,
  fixed: false,
  permissions: ['leads.read'],
  description: null,
  depth: 0,
  scope: 'all',
  users: 0,
  grantable: true,
};

test('a role: mine is kept at one press, over what stands there now', async () => {
  kept = { ...role, version: 5, name: 'Front desk', permissions: ['leads.read', 'deals.read'] };
  const done = vi.fn();
  await open(<RoleForm role={role} onDone={done} />);
  await type('Desk', 'Help desk');
  await save();
  expect(document.body.textContent).toContain('Front desk');
  expect(document.body.textContent).toContain('+ deals.read');
  await press('Keep mine');
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce());
  expect(writes.map(({ ifMatch }) => ifMatch)).toEqual(['W/"4"', 'W/"5"']);
  expect(writes[1]?.body).toEqual({ name: 'Help desk', parentId: null, visibility: 'all', permissions: ['leads.read'] });
});

test('a role: theirs is taken and nothing is written', async () => {
  kept = { ...role, version: 5, name: 'Front desk' };
  await open(<RoleForm role={role} onDone={() => {}} />);
  await type('Desk', 'Help desk');
  await save();
  await press('Take theirs');
  expect([...document.querySelectorAll('input')].some((input) => input.value === 'Front desk')).toBe(true);
  expect(writes).toHaveLength(1);
});
