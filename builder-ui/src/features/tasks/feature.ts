import { TickCircle } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const tasks: FeatureModule = {
  id: 'tasks',
  nav: [
    {
      id: 'tasks',
      label: 'tasks:title',
      icon: TickCircle,
      path: '/tasks',
      group: 'work',
      permission: 'tasks.read',
      keys: 'g t',
      onPhone: true,
    },
  ],
  create: [{ id: 'task', label: 'tasks:new', icon: TickCircle, path: '/tasks?new=1', permission: 'tasks.write' }],
  routes: [{ path: 'tasks', lazy: async () => ({ Component: (await import('./pages/tasks-page.tsx')).TasksPage }) }],
  live: { task: ['tasks', 'timeline'] },
};
