import Koa from 'koa';
import compress from 'koa-compress';
import type { ApiDeps } from './deps.ts';
import { hostedForms } from './hosted-forms/hosted-forms.ts';
import { mountRoutes } from './lib/mount.ts';
import { errorHandler } from './middlewares/error-handler.ts';
import { browserApplication } from './middlewares/pages.ts';
import { requestId } from './middlewares/request-id.ts';
import { securityHeaders } from './middlewares/security-headers.ts';
import { docsPage } from './openapi/docs-page.ts';
import { health } from './routes/health.ts';
import { inboundWebhooks } from './webhooks/inbound.ts';
import { routes } from './routes/index.ts';

/** Puts the API together. It listens to nothing and starts nothing: `server.ts` and tests do. */
export function createApp(deps: ApiDeps): Koa {
  const app = new Koa({ proxy: deps.config.trustProxy });
  // Koa's own reporter writes to the console; everything that reaches it was answered and logged by the error handler.
  app.silent = true;
  app.use(requestId(deps.logger));
  app.use(errorHandler(deps.logger));
  app.use(securityHeaders({ https: deps.config.cookieSecure }));
  // Pages of records repeat themselves: the lowest level makes them a tenth larger than the usual one, in half the time.
  app.use(compress({ threshold: 1_024, br: false, gzip: { level: 1 } }));
  app.use(health(deps.probes));
  app.use(docsPage());
  app.use(hostedForms(deps));
  app.use(inboundWebhooks(deps));
  const router = mountRoutes(routes, deps);
  app.use(router.routes());
  app.use(router.allowedMethods());
  if (deps.config.uiFolder !== null) app.use(browserApplication(deps.config.uiFolder));
  return app;
}
