import { Home } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const home: FeatureModule = {
  id: 'home',
  nav: [{ id: 'home', label: 'home:title', icon: Home, path: '/home', group: 'work', keys: 'g h', onPhone: true }],
  routes: [{ path: 'home', lazy: async () => ({ Component: (await import('./pages/home-page.tsx')).HomePage }) }],
  live: { task: ['home'], lead: ['home'], activity: ['home'], touch: ['home'] },
};
