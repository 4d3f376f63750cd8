import { Form } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const customFields: FeatureModule = {
  id: 'custom-fields',
  nav: [{ id: 'fields', label: 'custom-fields:title', icon: Form, path: '/settings/fields', group: 'settings', permission: 'fields.read' }],
  routes: [{ path: 'settings/fields', lazy: async () => ({ Component: (await import('./pages/fields-page.tsx')).FieldsPage }) }],
};
