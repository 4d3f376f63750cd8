import { Dollar } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const deals: FeatureModule = {
  id: 'deals',
  nav: [{ id: 'deals', label: 'deals:title', icon: Dollar, path: '/deals', group: 'records', permission: 'deals.read' }],
  create: [{ id: 'deal', label: 'deals:deal', icon: Dollar, path: '/deals?new=1', permission: 'deals.write' }],
  routes: [
    { path: 'deals', lazy: async () => ({ Component: (await import('./pages/deals-page.tsx')).DealsPage }) },
    { path: 'deals/:id', lazy: async () => ({ Component: (await import('./pages/deal-page.tsx')).DealPage }) },
  ],
  live: { deal: ['deals', 'timeline'] },
};
