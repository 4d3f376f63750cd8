import { Flows } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const automations: FeatureModule = {
  id: 'automations',
  nav: [
    {
      id: 'automations',
      label: 'automations:title',
      icon: Flows,
      path: '/automations',
      group: 'automate',
      permission: 'automations.read',
      keys: 'g a',
    },
  ],
  create: [{ id: 'automation', label: 'automations:new', icon: Flows, path: '/automations?new=1', permission: 'automations.write' }],
  routes: [
    { path: 'automations', lazy: async () => ({ Component: (await import('./pages/automations-page.tsx')).AutomationsPage }) },
    { path: 'automations/:id', lazy: async () => ({ Component: (await import('./pages/automation-page.tsx')).AutomationPage }) },
    { path: 'automations/:id/versions/:number', lazy: async () => ({ Component: (await import('./pages/version-page.tsx')).VersionPage }) },
  ],
  live: { automation: ['automations'], run: ['automations'] },
};
