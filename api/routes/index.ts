import type { Route } from '../lib/route.ts';
import { activityRoutes } from './activities/index.ts';
import { homeRoutes } from './home/index.ts';
import { importRoutes } from './imports/index.ts';
import { leadRoutes } from './leads/index.ts';
import { metaRoutes } from './meta/index.ts';
import { identityRoutes } from './identity/index.ts';
import { roleRoutes } from './roles/index.ts';
import { teamRoutes } from './teams/index.ts';
import { taskRoutes } from './tasks/index.ts';
import { templateRoutes } from './templates/index.ts';
import { userRoutes } from './users/index.ts';

/** Every route there is. The router, the OpenAPI document and the tests of rights all walk this list. */
export const routes: readonly Route[] = [
  ...leadRoutes,
  ...taskRoutes,
  ...activityRoutes,
  ...homeRoutes,
  ...importRoutes,
  ...metaRoutes,
  ...identityRoutes,
  ...userRoutes,
  ...teamRoutes,
  ...roleRoutes,
  ...templateRoutes,
];
