import { getOpenApi } from '../../contracts/meta.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { openApiDocument } from '../../openapi/document.ts';
import { everybody } from '../../policies/policy.ts';

export const metaRoutes: readonly Route[] = [
  plainRoute(getOpenApi, {
    policy: everybody,
    handle: async () => openApiDocument(),
  }),
];
