import { Exchange } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const webhooks: FeatureModule = {
  id: 'webhooks',
  nav: [{ id: 'webhooks', label: 'webhooks:title', icon: Exchange, path: '/webhooks', group: 'operate', permission: 'webhooks.read' }],
  routes: [
    { path: 'webhooks', lazy: async () => ({ Component: (await import('./pages/webhooks-page.tsx')).WebhooksPage }) },
    { path: 'webhooks/in/:id', lazy: async () => ({ Component: (await import('./pages/inbound-page.tsx')).InboundPage }) },
    { path: 'webhooks/:id', lazy: async () => ({ Component: (await import('./pages/webhook-page.tsx')).WebhookPage }) },
  ],
  live: { webhook: ['inbound-webhooks'] },
};
