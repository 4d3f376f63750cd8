import type { z } from 'zod';
import type { formContent } from '../../../api/contracts/form-design.ts';

type Content = z.input<typeof formContent>;
type Field = Content['fields'][number];

export function field(id: string, name: string | null, rest: Partial<Field> = {}): Field {
  return { id, field: name, label: id, ...rest };
}

/** A form with the usual fields; nobody has to wait before sending it. */
export function content(overrides: Partial<Content> = {}): Content {
  return {
    title: 'Contact us',
    fields: [
      field('email', 'email', { required: true }),
      field('first_name', 'firstName'),
      field('company', 'companyName'),
      field('message', null, { control: 'long_text' }),
    ],
    submitLabel: 'Send',
    consent: null,
    after: { kind: 'message', text: 'We will call you.' },
    look: { color: '#215db0', logoUrl: null },
    minSeconds: 0,
    ...overrides,
  };
}

export interface OpenedPage {
  readonly token: string;
  readonly html: string;
  readonly csp: string;
}

/** Opens the page as a browser does. */
export async function openPage(base: string, key: string, query = ''): Promise<OpenedPage> {
  const response = await fetch(`${base}/f/${key}${query}`);
  const html = await response.text();
  const token = /name="_page" value="([^"]+)"/.exec(html)?.[1];
  if (token === undefined) throw new Error(`no form at /f/${key}: ${response.status} ${html}`);
  return { token, html, csp: response.headers.get('content-security-policy') ?? '' };
}

export function submit(
  base: string,
  key: string,
  page: OpenedPage,
  values: Readonly<Record<string, string | readonly string[]>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body = new URLSearchParams({ _page: page.token });
  for (const [name, value] of Object.entries(values)) for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
  return fetch(`${base}/f/${key}`, { method: 'POST', body, redirect: 'manual', headers });
}

/** Opens the page and sends it. */
export async function fill(base: string, key: string, values: Readonly<Record<string, string | readonly string[]>>): Promise<Response> {
  return submit(base, key, await openPage(base, key), values);
}
