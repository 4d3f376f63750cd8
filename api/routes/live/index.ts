import { UserError } from '../../../domain/errors/errors.ts';
import { getLive } from '../../contracts/live.ts';
import { LiveStream } from '../../live/live-stream.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { signedIn } from '../../policies/policy.ts';

/** Browsers share one stream between their tabs; more than this many of one person is a client gone wrong. */
const maxStreamsPerUser = 20;
const open = new Map<string, number>();

export const liveRoutes: readonly Route[] = [
  plainRoute(getLive, {
    policy: signedIn,
    handle: async ({ ctx, deps, principal, query }) => {
      if (principal === null) return undefined;
      const count = open.get(principal.userId) ?? 0;
      if (count >= maxStreamsPerUser) throw new UserError('rate_limited', 'Too many open streams.', [], { retryAfterSeconds: 10 });
      const header = ctx.get('Last-Event-ID');
      const position = /^\d{1,18}$/.test(header) ? header : (query.lastEventId ?? null);
      const stream = await LiveStream.open(deps, principal, position);
      open.set(principal.userId, count + 1);
      stream.output.once('close', () => {
        const left = (open.get(principal.userId) ?? 1) - 1;
        if (left === 0) open.delete(principal.userId);
        else open.set(principal.userId, left);
      });
      ctx.compress = false;
      ctx.req.setTimeout(0);
      ctx.set('Cache-Control', 'no-cache, no-transform');
      // Proxies that buffer would hold events back.
      ctx.set('X-Accel-Buffering', 'no');
      ctx.status = 200;
      ctx.type = 'text/event-stream';
      ctx.body = stream.output;
      ctx.flushHeaders();
      return undefined;
    },
  }),
];
