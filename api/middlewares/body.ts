import { bodyParser } from '@koa/bodyparser';
import type { Context } from 'koa';
import { UserError } from '../../domain/errors/errors.ts';
import { refuseUnstorable } from '../lib/input.ts';

const parse = bodyParser({
  enableTypes: ['json'],
  extendTypes: { json: ['application/json', 'application/merge-patch+json'] },
  parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  jsonLimit: '1mb',
  encoding: 'utf-8',
  onError: (error, ctx) => {
    // What is still coming must be read and thrown away, or the connection stays stuck on it.
    ctx.req.unpipe();
    ctx.req.resume();
    const status = 'status' in error && typeof error.status === 'number' ? error.status : 400;
    if (status === 413) throw new UserError('payload_too_large', 'The body is larger than 1 MB.');
    if (status === 415) throw new UserError('unsupported_media_type', 'The encoding of the body is not understood.');
    throw new UserError('malformed_request', 'The body is not valid JSON.');
  },
});

/** Reads a JSON body of at most 1 MB; undefined when there is none. */
export async function readJson(ctx: Context): Promise<unknown> {
  const length = ctx.get('Content-Length');
  const hasBody = ctx.get('Transfer-Encoding') !== '' || (length !== '' && length !== '0');
  if (!hasBody) return undefined;
  if (!ctx.is('application/json', 'application/merge-patch+json')) {
    throw new UserError('unsupported_media_type', 'Send the body as application/json.');
  }
  const charset = ctx.request.charset;
  if (charset !== '' && charset.toLowerCase() !== 'utf-8') throw new UserError('unsupported_media_type', 'Send the body as UTF-8.');
  await parse(ctx, async () => undefined);
  // Also where no schema looks at the body: it is part of what an Idempotency-Key stands for.
  refuseUnstorable(ctx.request.body);
  return ctx.request.body;
}
