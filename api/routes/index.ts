import type { Route } from '../lib/route.ts';
import { metaRoutes } from './meta/index.ts';
import { templateRoutes } from './templates/index.ts';

/** Every route there is. The router, the OpenAPI document and the tests of rights all walk this list. */
export const routes: readonly Route[] = [...metaRoutes, ...templateRoutes];
