import { getOpenApi } from '../../contracts/meta.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { buildDocument, type OpenApiDocument } from '../../openapi/document.ts';
import { everybody } from '../../policies/policy.ts';

/** Handed the whole list late, because these routes are in it themselves. */
export function metaRoutes(all: () => readonly Route[]): readonly Route[] {
  let document: OpenApiDocument | undefined;
  return [
    plainRoute(getOpenApi, {
      policy: everybody,
      // Built once: the routes do not change while the process runs.
      handle: async () => (document ??= buildDocument(all())),
    }),
  ];
}
