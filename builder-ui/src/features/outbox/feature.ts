import { Envelope } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const outbox: FeatureModule = {
  id: 'outbox',
  nav: [{ id: 'outbox', label: 'outbox:title', icon: Envelope, path: '/operations/outbox', group: 'operate', permission: 'outbox.read' }],
  routes: [{ path: 'operations/outbox', lazy: async () => ({ Component: (await import('./outbox-page.tsx')).OutboxPage }) }],
  live: { message: ['outbox'] },
};
