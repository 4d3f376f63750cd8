import { Filter } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const segments: FeatureModule = {
  id: 'segments',
  nav: [{ id: 'segments', label: 'segments:title', icon: Filter, path: '/segments', group: 'records', keys: 'g s' }],
  routes: [
    { path: 'segments', lazy: async () => ({ Component: (await import('./pages/segments-page.tsx')).SegmentsPage }) },
    { path: 'segments/:id', lazy: async () => ({ Component: (await import('./pages/segment-page.tsx')).SegmentPage }) },
  ],
};
