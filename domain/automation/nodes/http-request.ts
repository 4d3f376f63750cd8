import { z } from 'zod';
import { answerTypes, callMethods, isStatusPattern, longestSeconds } from '../../http-calls/call-rules.ts';
import { expression } from '../definition/expression-schema.ts';
import { located, noRetry, short, textSchema } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const named = z.string().trim().max(100);

const config = z.strictObject({
  method: z.enum(callMethods).default('POST'),
  /** Scheme and host are written out; what follows may hold variables, which are encoded. */
  url: z.string().max(2_000),
  headers: z
    .array(z.strictObject({ name: named, value: textSchema }))
    .max(20)
    .default([]),
  body: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      /** An object of these values as JSON; `address.city` makes an object within. */
      z.strictObject({ kind: z.literal('json'), fields: z.array(z.strictObject({ name: named, value: expression })).max(100) }),
      /** The same values as a form sends them. */
      z.strictObject({ kind: z.literal('form'), fields: z.array(z.strictObject({ name: named, value: expression })).max(100) }),
      z.strictObject({ kind: z.literal('text'), contentType: named, text: textSchema }),
    ])
    .default({ kind: 'none' }),
  /** A credential of the tenant's store; its secret never stands here. */
  credentialId: z.string().max(100).nullable().default(null),
  timeoutSeconds: z.number().int().min(1).max(60).default(15),
  /** Only for GET. Each address is judged anew. */
  followRedirects: z.boolean().default(false),
  /** For what may pass: no connection, no answer in time, 408, 425, 429 and errors of the other side. */
  retry: z
    .strictObject({ attempts: z.number().int().min(1).max(10), firstDelaySeconds: z.number().int().min(1).max(600) })
    .default({ attempts: 4, firstDelaySeconds: 10 }),
  okStatuses: z.array(z.string().refine(isStatusPattern, 'must be a status such as 404, or 2xx')).min(1).max(20).default(['2xx']),
  /** What later steps read of the answer. */
  answer: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(
            /^(?!(?:status|ok|error|body)$)[A-Za-z][A-Za-z0-9_]{0,59}$/,
            'must begin with a letter and not be status, ok, error or body',
          ),
        path: z.string().max(500),
        type: z.enum(answerTypes),
      }),
    )
    .max(30)
    .default([]),
});
export type HttpRequestConfig = z.infer<typeof config>;

/** Scheme and host of an address as it was typed; null when they are not written out. */
export function fixedOrigin(url: string): URL | null {
  const origin = /^https?:\/\/[^/?#{}\s]+(?=[/?#]|$)/i.exec(url.trim())?.[0];
  return origin === undefined || !URL.canParse(origin) ? null : new URL(origin);
}

function fieldsOf({ body }: HttpRequestConfig): readonly { readonly name: string; readonly value: z.infer<typeof expression> }[] {
  return body.kind === 'json' || body.kind === 'form' ? body.fields : [];
}

export const httpRequest: NodeSpec<'http.request', HttpRequestConfig> = {
  type: 'http.request',
  category: 'outside',
  icon: 'globe-network',
  config,
  defaults: {
    method: 'POST',
    url: '',
    headers: [],
    body: { kind: 'json', fields: [] },
    credentialId: null,
    timeoutSeconds: 15,
    followRedirects: false,
    retry: { attempts: 4, firstDelaySeconds: 10 },
    okStatuses: ['2xx'],
    answer: [],
  },
  /** `failed`: it was refused, or failed at every attempt. Without that branch the step fails, and the automation's rule for errors applies. */
  outcomes: () => [{ name: 'ok' }, { name: 'failed', optional: true }],
  outputs: (c) => [
    { name: 'status', type: 'number', maybe: true },
    { name: 'ok', type: 'boolean' },
    { name: 'error', type: 'text', maybe: true },
    { name: 'body', type: 'text', maybe: true },
    ...c.answer.map((field) => ({ name: field.name, type: field.type, maybe: true })),
  ],
  references: (c) => ({
    texts: [
      located('/url', c.url),
      ...c.headers.map((header, index) => located(`/headers/${index}/value`, header.value)),
      ...(c.body.kind === 'text' ? [located('/body/text', c.body.text)] : []),
    ],
    values: fieldsOf(c).map((field, index) => located(`/body/fields/${index}/value`, { expression: field.value, accepts: [] })),
    required: [
      located('/url', c.url),
      ...c.headers.map((header, index) => located(`/headers/${index}/name`, header.name)),
      ...fieldsOf(c).map((field, index) => located(`/body/fields/${index}/name`, field.name)),
      ...c.answer.map((field, index) => located(`/answer/${index}/path`, field.path)),
    ],
    addresses: [located('/url', c.url)],
    credentials: c.credentialId === null ? [] : [located('/credentialId', { id: c.credentialId, url: c.url })],
    answers: c.answer.map((field, index) => located(`/answer/${index}`, { name: field.name, path: field.path })),
    headers: c.headers.map((header, index) => located(`/headers/${index}/name`, header.name)),
  }),
  sentence: (c) => ({ key: 'steps.http.request.sentence', params: { method: c.method, host: fixedOrigin(c.url)?.host ?? '' } }),
  title: (c) => `Call ${c.method} ${short(fixedOrigin(c.url)?.host ?? 'an address')}`,
  // A call is tried again by its own policy, between the run's segments.
  retry: noRetry,
  skipOutcome: 'ok',
  emits: () => ['http.answered'],
  estimate: (c) => ({ minSeconds: 0, maxSeconds: longestSeconds(c), messages: 0 }),
};
