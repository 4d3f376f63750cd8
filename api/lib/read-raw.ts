import type { Context } from 'koa';
import { UserError } from '../../domain/errors/errors.ts';

/** Reads the body as it came over the wire: what a signature was made of. Refuses what is larger than `most` bytes. */
export async function readRaw(ctx: Context, most: number): Promise<Buffer> {
  if (ctx.get('Content-Encoding') !== '' && ctx.get('Content-Encoding') !== 'identity')
    throw new UserError('unsupported_media_type', 'Send the body uncompressed.');
  const tooLarge = new UserError('payload_too_large', `The body is larger than ${Math.floor(most / 1_024)} KB.`);
  if (Number(ctx.get('Content-Length') || 0) > most) {
    ctx.req.resume();
    throw tooLarge;
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of ctx.req) {
    const bytes = Buffer.from(part as Uint8Array); // a request without an encoding gives bytes
    size += bytes.length;
    // What is still coming is read and thrown away, or the connection stays stuck on it.
    if (size <= most) parts.push(bytes);
  }
  if (size > most) throw tooLarge;
  return Buffer.concat(parts);
}
