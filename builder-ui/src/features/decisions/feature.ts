import { Endorsed, Shield } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const decisions: FeatureModule = {
  id: 'decisions',
  nav: [
    {
      id: 'decisions',
      label: 'decisions:title',
      icon: Endorsed,
      path: '/decisions',
      group: 'work',
      permission: 'decisions.read',
      keys: 'g d',
    },
    {
      id: 'decision-policies',
      label: 'decisions:policies.title',
      icon: Shield,
      path: '/settings/approval-policies',
      group: 'settings',
      permission: 'decisions.configure',
    },
  ],
  routes: [
    { path: 'decisions', lazy: async () => ({ Component: (await import('./pages/decisions-page.tsx')).DecisionsPage }) },
    { path: 'decisions/:id', lazy: async () => ({ Component: (await import('./pages/decisions-page.tsx')).DecisionsPage }) },
    {
      path: 'settings/approval-policies',
      lazy: async () => ({ Component: (await import('./pages/policies-page.tsx')).PoliciesPage }),
    },
  ],
  // What happens to a decision is told as happening to its deal.
  live: { deal: ['decisions', 'deal-approval'] },
};
