import { Document } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const templates: FeatureModule = {
  id: 'templates',
  nav: [{ id: 'templates', label: 'templates:title', icon: Document, path: '/templates', group: 'automate', permission: 'templates.read' }],
  routes: [
    { path: 'templates', lazy: async () => ({ Component: (await import('./pages/templates-page.tsx')).TemplatesPage }) },
    { path: 'templates/new', lazy: async () => ({ Component: (await import('./pages/template-page.tsx')).NewTemplatePage }) },
    { path: 'templates/:id', lazy: async () => ({ Component: (await import('./pages/template-page.tsx')).TemplatePage }) },
  ],
};
