import { Intersection } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const exclusivity: FeatureModule = {
  id: 'exclusivity',
  nav: [
    {
      id: 'exclusivity',
      label: 'exclusivity:title',
      icon: Intersection,
      path: '/exclusivity-groups',
      group: 'settings',
      permission: 'automations.read',
    },
  ],
  routes: [{ path: 'exclusivity-groups', lazy: async () => ({ Component: (await import('./pages/groups-page.tsx')).GroupsPage }) }],
  live: { automation: ['exclusivity'] },
};
