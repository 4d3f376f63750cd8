import { Pulse } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const operations: FeatureModule = {
  id: 'operations',
  nav: [
    {
      id: 'operations',
      label: 'operations:title',
      icon: Pulse,
      path: '/operations',
      group: 'operate',
      permission: 'runs.write',
      keys: 'g o',
    },
  ],
  routes: [
    { path: 'operations', lazy: async () => ({ Component: (await import('./pages/operations-page.tsx')).OperationsPage }) },
    { path: 'explain', lazy: async () => ({ Component: (await import('./pages/explain-page.tsx')).ExplainPage }) },
  ],
  live: { run: ['operations'], automation: ['operations'] },
};
