import type { FeatureModule } from '../../lib/feature.ts';

export const simulations: FeatureModule = {
  id: 'simulations',
  routes: [
    { path: 'automations/:id/simulation', lazy: async () => ({ Component: (await import('./pages/simulation-page.tsx')).SimulationPage }) },
  ],
};
