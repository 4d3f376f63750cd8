import { Form } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const forms: FeatureModule = {
  id: 'forms',
  nav: [{ id: 'forms', label: 'forms:title', icon: Form, path: '/forms', group: 'automate', permission: 'forms.read' }],
  routes: [
    { path: 'forms', lazy: async () => ({ Component: (await import('./pages/forms-page.tsx')).FormsPage }) },
    { path: 'forms/new', lazy: async () => ({ Component: (await import('./pages/form-page.tsx')).NewFormPage }) },
    { path: 'forms/:id', lazy: async () => ({ Component: (await import('./pages/form-page.tsx')).FormPage }) },
  ],
  live: { form: ['forms'] },
};
