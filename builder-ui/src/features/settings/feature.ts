import { People, User } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const settings: FeatureModule = {
  id: 'settings',
  nav: [
    { id: 'users', label: 'settings:users.title', icon: People, path: '/settings/users', group: 'settings', permission: 'users.read' },
    { id: 'me', label: 'settings:me.title', icon: User, path: '/settings/me', group: 'settings' },
  ],
  routes: [
    { path: 'settings/me', lazy: async () => ({ Component: (await import('./pages/me-page.tsx')).MePage }) },
    { path: 'settings/users', lazy: async () => ({ Component: (await import('./pages/users-page.tsx')).UsersPage }) },
    { path: 'settings/roles', lazy: async () => ({ Component: (await import('./pages/roles-page.tsx')).RolesPage }) },
    { path: 'settings/api-keys', lazy: async () => ({ Component: (await import('./pages/api-keys-page.tsx')).ApiKeysPage }) },
    { path: 'settings/security', lazy: async () => ({ Component: (await import('./pages/security-page.tsx')).SecurityPage }) },
    {
      path: 'settings/single-sign-on',
      lazy: async () => ({ Component: (await import('./pages/single-sign-on-page.tsx')).SingleSignOnPage }),
    },
    { path: 'settings/audit', lazy: async () => ({ Component: (await import('./pages/audit-page.tsx')).AuditPage }) },
    { path: 'settings/teams', lazy: async () => ({ Component: (await import('./pages/teams-page.tsx')).TeamsPage }) },
  ],
  live: { user: ['users'], team: ['teams', 'users'] },
};
