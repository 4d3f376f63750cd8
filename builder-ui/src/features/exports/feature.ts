import { Export } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const exports: FeatureModule = {
  id: 'exports',
  nav: [{ id: 'exports', label: 'exports:title', icon: Export, path: '/exports', group: 'operate', permission: 'exports.write' }],
  routes: [{ path: 'exports', lazy: async () => ({ Component: (await import('./pages/exports-page.tsx')).ExportsPage }) }],
};
