import type { Context } from 'koa';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { UserError } from '../../domain/errors/errors.ts';
import type { ApiConfig } from '../deps.ts';
import type { Route } from '../lib/route.ts';

const minute = 60;
// One noisy route may take at most this part of a person's minute, and one person at most this part of their tenant's.
const routeShare = 0.5;
const tenantShare = 10;

export type RateLimit = (
  ctx: Context,
  route: Route,
  session: { readonly tenantId: string; readonly userId: string } | null,
) => Promise<void>;

/**
 * Token buckets per tenant, user and route; per address before sign-in. They live in this process: with several API
 * processes each grants its share, which is what spreading load wants. Locking an account is stored in the database.
 */
export function createRateLimit(config: ApiConfig): RateLimit {
  const bucket = (points: number): RateLimiterMemory => new RateLimiterMemory({ points: Math.max(1, Math.ceil(points)), duration: minute });
  const user = bucket(config.rateLimitPerMinute);
  const perRoute = bucket(config.rateLimitPerMinute * routeShare);
  const tenant = bucket(config.rateLimitPerMinute * tenantShare);
  const anonymous = bucket(config.rateLimitAnonymousPerMinute);
  const signIn = bucket(config.rateLimitSignInPerMinute);

  return async (ctx, route, session) => {
    const routeKey = `${route.endpoint.method} ${route.endpoint.path}`;
    if (session === null) {
      await take(ctx, anonymous, ctx.ip);
      if (route.limit === 'sign_in') await take(ctx, signIn, `${routeKey} ${ctx.ip}`);
      return;
    }
    await take(ctx, tenant, session.tenantId);
    await take(ctx, user, session.userId);
    await take(ctx, perRoute, `${routeKey} ${session.userId}`);
  };
}

/** A bucket per address and thing, for what strangers may do without signing in: fill in one form, call one webhook. */
export function createIntakeLimit(perMinute: number): (ctx: Context, thing: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: Math.max(1, Math.ceil(perMinute)), duration: minute });
  return (ctx, thing) => take(ctx, limiter, `${thing} ${ctx.ip}`);
}

async function take(ctx: Context, limiter: RateLimiterMemory, key: string): Promise<void> {
  let result: RateLimiterRes;
  let refused = false;
  try {
    result = await limiter.consume(key);
  } catch (error) {
    if (error instanceof Error) throw error;
    // The library rejects with the result itself when the bucket is empty.
    result = error as RateLimiterRes;
    refused = true;
  }
  describe(ctx, limiter.points, result);
  if (refused) {
    const seconds = Math.max(1, Math.ceil(result.msBeforeNext / 1000));
    throw new UserError('rate_limited', `Too many requests. Try again in ${seconds} s.`, [], { retryAfterSeconds: seconds });
  }
}

/** Headers of the tightest bucket: the one with the fewest requests left. */
function describe(ctx: Context, points: number, result: RateLimiterRes): void {
  const known = ctx.response.get('RateLimit-Remaining');
  if (known !== '' && Number(known) <= result.remainingPoints) return;
  ctx.set('RateLimit-Limit', String(points));
  ctx.set('RateLimit-Remaining', String(Math.max(0, result.remainingPoints)));
  ctx.set('RateLimit-Reset', String(Math.ceil(result.msBeforeNext / 1000)));
  ctx.set('RateLimit-Policy', `${points};w=${minute}`);
}
