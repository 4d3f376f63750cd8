import { Pulse } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const runs: FeatureModule = {
  id: 'runs',
  nav: [{ id: 'runs', label: 'runs:title', icon: Pulse, path: '/runs', group: 'automate', permission: 'runs.read', keys: 'g r' }],
  routes: [
    { path: 'runs', lazy: async () => ({ Component: (await import('./pages/runs-page.tsx')).RunsPage }) },
    { path: 'runs/:id', lazy: async () => ({ Component: (await import('./pages/run-page.tsx')).RunPage }) },
  ],
  live: { run: ['runs'] },
};
