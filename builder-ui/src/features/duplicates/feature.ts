import { Duplicate } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const duplicates: FeatureModule = {
  id: 'duplicates',
  nav: [
    { id: 'duplicates', label: 'duplicates:title', icon: Duplicate, path: '/duplicates', group: 'records', permission: 'records.merge' },
  ],
  routes: [
    { path: 'duplicates', lazy: async () => ({ Component: (await import('./duplicates-page.tsx')).DuplicatesPage }) },
    { path: 'merge/:type/:a/:b', lazy: async () => ({ Component: (await import('./merge-page.tsx')).MergePage }) },
    { path: 'merges/:id', lazy: async () => ({ Component: (await import('./merge-done.tsx')).PastMergePage }) },
  ],
  live: { lead: ['duplicates'], contact: ['duplicates'], company: ['duplicates'] },
};
