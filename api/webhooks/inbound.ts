import type { Context, Middleware } from 'koa';
import type { InboundRow } from '../../commands/inbound-webhooks/inbound-row.ts';
import { findCalledInbound } from '../../commands/inbound-webhooks/inbound-row.ts';
import type { InboundRequest } from '../../commands/inbound-webhooks/receive-request.ts';
import { receiveRequest, refuseRequest } from '../../commands/inbound-webhooks/receive-request.ts';
import { newId } from '../../commands/lib/new-id.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { type Problem, UserError, type UserErrorCode } from '../../domain/errors/errors.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { Json } from '../../domain/json.ts';
import { storableText } from '../../domain/records/text-rules.ts';
import type { ApiDeps } from '../deps.ts';
import { refuseUnstorable } from '../lib/input.ts';
import { readRaw } from '../lib/read-raw.ts';
import { createIntakeLimit } from '../middlewares/rate-limit.ts';
import { whyNotProven } from './verify.ts';

const mostBytes = 512 * 1_024;
/** Headers that are kept with a sample; whatever may carry a secret is not among them. */
const keptHeaders = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'x-github-event', 'x-event-type', 'x-shopify-topic'];
const sendersMakeMore = 10;

/** `POST /hooks/:key[/:secret]`: where other systems call. Answers as soon as the event is committed; what it starts follows. */
export function inboundWebhooks(deps: ApiDeps): Middleware {
  const limit = createIntakeLimit(deps.config.rateLimitAnonymousPerMinute * sendersMakeMore);
  return async (ctx, next) => {
    const found = /^\/hooks\/([\w-]{1,60})(?:\/([^/]{1,300}))?$/.exec(ctx.path);
    if (found === null) {
      if (/^\/hooks(\/|$)/.test(ctx.path)) throw new UserError('not_found', 'There is nothing at this address.');
      return next();
    }
    ctx.set('Cache-Control', 'no-store');
    if (ctx.method !== 'POST' && ctx.method !== 'PUT') throw new UserError('method_not_allowed', 'Send the request with POST.');
    const [, key = '', secret] = found;
    await limit(ctx, key);
    const webhook = await deps.db.lookup.inboundWebhookByKey(key);
    const row =
      webhook && (await deps.db.readTenant(webhook.tenantId, (trx) => findCalledInbound(trx, webhook.tenantId, webhook.webhookId)));
    if (!webhook || !row) throw new UserError('not_found', 'There is nothing at this address.');
    await receive(ctx, deps, { tenantId: webhook.tenantId, row, pathSecret: secret === undefined ? null : decoded(secret) });
  };
}

interface Called {
  readonly tenantId: TenantId;
  readonly row: InboundRow;
  readonly pathSecret: string | null;
}

async function receive(ctx: Context, deps: ApiDeps, { tenantId, row, pathSecret }: Called): Promise<void> {
  const body = await readRaw(ctx, mostBytes);
  const request: InboundRequest = {
    id: newId(),
    webhook: row,
    deliveryId: row.deliveryIdHeader === null ? null : storable(ctx.get(row.deliveryIdHeader)).slice(0, 200) || null,
    headers: Object.fromEntries(
      keptHeaders.filter((name) => ctx.get(name) !== '').map((name) => [name, storable(ctx.get(name)).slice(0, 500)]),
    ),
    raw: storable(body.toString('utf8')),
    remoteAddress: ctx.ip,
  };
  const actor = { kind: 'webhook', webhookId: row.id, requestId: request.id } as const;
  const refuse = async (code: UserErrorCode, reason: string, problems: readonly Problem[] = []): Promise<never> => {
    await runCommand(deps.db, { tenantId, actor }, (trx, context) => refuseRequest(trx, context, { ...request, code, reason, problems }));
    throw new UserError(code, reason, problems);
  };
  const why = whyNotProven(row.auth, row.secret, {
    header: (name) => ctx.get(name),
    pathSecret,
    body,
    nowSeconds: Math.floor(Date.now() / 1_000),
  });
  if (why !== null) return refuse('unauthenticated', why);
  const content = parsed(ctx, body);
  if (content === undefined) return refuse('malformed_request', 'The body is neither JSON nor a form.');
  try {
    refuseUnstorable(content);
    const done = await runCommand(
      deps.db,
      { tenantId, actor },
      (trx, context) => receiveRequest(trx, context, { ...request, body: content }),
      {
        repeatable: request.deliveryId !== null,
      },
    );
    ctx.status = 202;
    ctx.body = { id: request.id, duplicate: done.duplicate };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refuse(error.code, error.message, error.problems);
  }
}

/** JSON, or the fields of a form as an object of texts. */
function parsed(ctx: Context, body: Buffer): Json | undefined {
  const text = body.toString('utf8');
  if (ctx.is('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as Json; // JSON.parse gives JSON
  } catch {
    return undefined;
  }
}

/** What PostgreSQL can keep of it. */
function storable(text: string): string {
  return storableText(text);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
