import type { FeatureModule } from '../../lib/feature.ts';

/** Signing in and making a workspace: the pages outside the frame. */
export const auth: FeatureModule = {
  id: 'auth',
  routes: [],
  publicRoutes: [
    { path: '/sign-in', lazy: async () => ({ Component: (await import('./pages/sign-in-page.tsx')).SignInPage }) },
    { path: '/sign-up', lazy: async () => ({ Component: (await import('./pages/sign-up-page.tsx')).SignUpPage }) },
  ],
};
