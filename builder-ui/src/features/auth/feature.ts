import type { FeatureModule } from '../../lib/feature.ts';

/** Signing in and making a workspace: the pages outside the frame. */
export const auth: FeatureModule = {
  id: 'auth',
  routes: [],
  publicRoutes: [
    { path: '/sign-in', lazy: async () => ({ Component: (await import('./pages/sign-in-page.tsx')).SignInPage }) },
    { path: '/forgot', lazy: async () => ({ Component: (await import('./pages/link-pages.tsx')).ForgotPage }) },
    { path: '/reset/:token', lazy: async () => ({ Component: (await import('./pages/link-pages.tsx')).ResetPage }) },
    { path: '/verify/:token', lazy: async () => ({ Component: (await import('./pages/link-pages.tsx')).VerifyPage }) },
    { path: '/invite/:token', lazy: async () => ({ Component: (await import('./pages/invite-page.tsx')).InvitePage }) },
    { path: '/sso/callback', lazy: async () => ({ Component: (await import('./pages/sso-callback-page.tsx')).SsoCallbackPage }) },
    { path: '/confirm-email/:token', lazy: async () => ({ Component: (await import('./pages/email-pages.tsx')).ConfirmEmailPage }) },
    { path: '/undo-email/:token', lazy: async () => ({ Component: (await import('./pages/email-pages.tsx')).UndoEmailPage }) },
    { path: '/sign-up', lazy: async () => ({ Component: (await import('./pages/sign-up-page.tsx')).SignUpPage }) },
  ],
};
