import type { Context } from 'koa';
import { originOf } from '../../domain/forms/check-form.ts';
import type { FormContent } from '../../domain/forms/form-content.ts';

export function isEmbedded(ctx: Context): boolean {
  return ctx.query['embed'] === '1';
}

/** Frames are allowed where the form says so; a redirect after sending must be allowed too, since browsers check it. */
export function answerHtml(ctx: Context, status: number, html: string, content: FormContent | null): void {
  const origins = content?.allowedOrigins.filter((origin) => originOf(origin) === origin) ?? [];
  const ancestors = content === null ? "'none'" : origins.length === 0 ? '*' : `'self' ${origins.join(' ')}`;
  const target = content?.after.kind === 'redirect' ? ` ${originOf(content.after.url) ?? ''}` : '';
  ctx.set(
    'Content-Security-Policy',
    `default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src https: data:; form-action 'self'${target}; base-uri 'none'; frame-ancestors ${ancestors}`,
  );
  ctx.remove('X-Frame-Options');
  ctx.set('Referrer-Policy', 'strict-origin-when-cross-origin');
  ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = html;
}
