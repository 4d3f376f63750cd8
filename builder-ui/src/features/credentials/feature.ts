import { Key } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const credentials: FeatureModule = {
  id: 'credentials',
  nav: [
    { id: 'credentials', label: 'credentials:title', icon: Key, path: '/credentials', group: 'settings', permission: 'credentials.read' },
  ],
  routes: [{ path: 'credentials', lazy: async () => ({ Component: (await import('./pages/credentials-page.tsx')).CredentialsPage }) }],
};
