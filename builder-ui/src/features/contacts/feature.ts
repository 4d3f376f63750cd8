import { Person } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const contacts: FeatureModule = {
  id: 'contacts',
  nav: [{ id: 'contacts', label: 'contacts:title', icon: Person, path: '/contacts', group: 'records', permission: 'contacts.read' }],
  create: [{ id: 'contact', label: 'contacts:contact', icon: Person, path: '/contacts?new=1', permission: 'contacts.write' }],
  routes: [
    { path: 'contacts', lazy: async () => ({ Component: (await import('./pages/contacts-page.tsx')).ContactsPage }) },
    { path: 'contacts/:id', lazy: async () => ({ Component: (await import('./pages/contact-page.tsx')).ContactPage }) },
  ],
  live: { contact: ['contacts', 'timeline'] },
};
