import { Layers } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const plan: FeatureModule = {
  id: 'plan',
  nav: [{ id: 'plan', label: 'plan:title', icon: Layers, path: '/settings/plan', group: 'settings', permission: 'plan.view' }],
  routes: [{ path: 'settings/plan', lazy: async () => ({ Component: (await import('./pages/plan-page.tsx')).PlanPage }) }],
};
