import type { FeatureModule } from '../../lib/feature.ts';

export const builder: FeatureModule = {
  id: 'builder',
  routes: [{ path: 'automations/:id/edit', lazy: async () => ({ Component: (await import('./pages/builder-page.tsx')).BuilderPage }) }],
};
