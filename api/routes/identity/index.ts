import type { Route } from '../../lib/route.ts';
import { profileRoutes } from './profile.ts';
import { signInRoutes } from './sign-in.ts';

export const identityRoutes: readonly Route[] = [...signInRoutes, ...profileRoutes];
