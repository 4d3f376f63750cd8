import type { Context, Middleware } from 'koa';
import { UserError } from '../../domain/errors/errors.ts';
import { pageUrlName, referrerName } from '../../domain/forms/form-content.ts';
import type { SentValues } from '../../domain/forms/read-submission.ts';
import type { ApiDeps } from '../deps.ts';
import { createIntakeLimit } from '../middlewares/rate-limit.ts';
import { answerHtml, isEmbedded } from './answer.ts';
import { openForm, type OpenForm } from './open-form.ts';
import { formPage, plainPage } from './page.ts';
import { signPage } from './page-token.ts';
import { receiveSubmission } from './receive-submission.ts';
import { embedScript, formScript } from './scripts.ts';

const scripts: Readonly<Record<string, string>> = { 'form.js': formScript, 'embed.js': embedScript };
const formsPerMinuteShare = 6;

/** `/f/:key`: the pages on which strangers fill in forms. Without sign-in, without cookies, without scripts if need be. */
export function hostedForms(deps: ApiDeps): Middleware {
  const limit = createIntakeLimit(deps.config.rateLimitAnonymousPerMinute);
  const submitLimit = createIntakeLimit(deps.config.rateLimitAnonymousPerMinute / formsPerMinuteShare);
  return async (ctx, next) => {
    const key = /^\/f\/([\w.-]{1,60})$/.exec(ctx.path)?.[1];
    if (key === undefined) {
      if (/^\/f(\/|$)/.test(ctx.path)) return answerGone(ctx);
      return next();
    }
    const script = scripts[key];
    if (script !== undefined) return serveScript(ctx, script);
    ctx.set('Cache-Control', 'no-store');
    try {
      if (ctx.method === 'POST') {
        await submitLimit(ctx, key);
        const form = await openForm(deps, key);
        return form === null ? answerGone(ctx) : await receiveSubmission(ctx, deps, form);
      }
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD')
        throw new UserError('method_not_allowed', 'A form is read and sent, nothing else.');
      await limit(ctx, key);
      const form = await openForm(deps, key);
      return form === null ? answerGone(ctx) : showForm(ctx, form);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      answerRefused(ctx, error);
    }
  };
}

function showForm(ctx: Context, form: OpenForm): void {
  const query = queryOf(ctx);
  const hidden = form.fields.filter((field) => field.hidden && field.param !== '' && query[field.param] !== undefined);
  const values: SentValues = {
    ...Object.fromEntries(hidden.map((field) => [field.id, query[field.param] ?? []])),
    [pageUrlName]: [(query[pageUrlName]?.[0] ?? ctx.href).slice(0, 2_000)],
    [referrerName]: [(query[referrerName]?.[0] ?? ctx.get('Referer')).slice(0, 2_000)],
  };
  answerHtml(
    ctx,
    200,
    formPage({
      key: form.key,
      content: form.content,
      fields: form.fields,
      token: signPage(form.signingSecret, form.number, Date.now()),
      values,
      problems: [],
      embedded: isEmbedded(ctx),
    }),
    form.content,
  );
}

function queryOf(ctx: Context): SentValues {
  const values: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(ctx.query)) {
    if (value !== undefined && name !== '__proto__')
      values[name] = (Array.isArray(value) ? value : [value]).map((one) => one.slice(0, 2_000));
  }
  return values;
}

function answerGone(ctx: Context): void {
  answerHtml(ctx, 404, plainPage('gone', null), null);
}

const statuses: Readonly<Record<string, number>> = {
  malformed_request: 400,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
};

function answerRefused(ctx: Context, error: UserError): void {
  const seconds = error.extra['retryAfterSeconds'];
  if (typeof seconds === 'number') ctx.set('Retry-After', String(seconds));
  answerHtml(ctx, statuses[error.code] ?? 422, plainPage('wrong', error.message), null);
}

function serveScript(ctx: Context, script: string): void {
  ctx.set('Cache-Control', 'public, max-age=300');
  ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
  ctx.type = 'text/javascript';
  ctx.body = script;
}
