import type { Route } from '../../lib/route.ts';
import { profileRoutes } from './profile.ts';
import { linkRoutes } from './links.ts';
import { secondFactorPolicyRoutes } from './second-factor-policy.ts';
import { signInRoutes } from './sign-in.ts';
import { singleSignOnRoutes } from './single-sign-on.ts';
import { ssoSignInRoutes } from './sso-sign-in.ts';
import { emailChangeRoutes } from './email-change.ts';
import { tokenRoutes } from './tokens.ts';
import { secondFactorRoutes } from './second-factor.ts';

export const identityRoutes: readonly Route[] = [
  ...signInRoutes,
  ...tokenRoutes,
  ...emailChangeRoutes,
  ...ssoSignInRoutes,
  ...singleSignOnRoutes,
  ...linkRoutes,
  ...profileRoutes,
  ...secondFactorRoutes,
  ...secondFactorPolicyRoutes,
];
