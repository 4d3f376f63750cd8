import type { FeatureModule } from '../../lib/feature.ts';

export const notifications: FeatureModule = {
  id: 'notifications',
  routes: [{ path: 'notifications', lazy: async () => ({ Component: (await import('./notifications-page.tsx')).NotificationsPage }) }],
  live: { notification: ['notifications'] },
};
