import { GanttChart } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const pipelines: FeatureModule = {
  id: 'pipelines',
  nav: [
    {
      id: 'pipelines',
      label: 'pipelines:title',
      icon: GanttChart,
      path: '/settings/pipelines',
      group: 'settings',
      permission: 'pipelines.write',
    },
  ],
  routes: [{ path: 'settings/pipelines', lazy: async () => ({ Component: (await import('./pages/pipelines-page.tsx')).PipelinesPage }) }],
};
