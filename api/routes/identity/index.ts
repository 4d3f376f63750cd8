import type { Route } from '../../lib/route.ts';
import { profileRoutes } from './profile.ts';
import { linkRoutes } from './links.ts';
import { secondFactorPolicyRoutes } from './second-factor-policy.ts';
import { signInRoutes } from './sign-in.ts';
import { secondFactorRoutes } from './second-factor.ts';

export const identityRoutes: readonly Route[] = [
  ...signInRoutes,
  ...linkRoutes,
  ...profileRoutes,
  ...secondFactorRoutes,
  ...secondFactorPolicyRoutes,
];
