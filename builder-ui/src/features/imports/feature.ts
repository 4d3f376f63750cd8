import { Import } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const imports: FeatureModule = {
  id: 'imports',
  nav: [{ id: 'imports', label: 'imports:title', icon: Import, path: '/imports', group: 'operate', permission: 'imports.read' }],
  routes: [
    { path: 'imports', lazy: async () => ({ Component: (await import('./pages/imports-page.tsx')).ImportsPage }) },
    { path: 'imports/new', lazy: async () => ({ Component: (await import('./pages/new-import-page.tsx')).NewImportPage }) },
    { path: 'imports/:id', lazy: async () => ({ Component: (await import('./pages/import-page.tsx')).ImportPage }) },
  ],
  live: { import: ['imports', 'leads', 'contacts', 'companies', 'deals'] },
};
