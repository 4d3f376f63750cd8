import { Office } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const companies: FeatureModule = {
  id: 'companies',
  nav: [{ id: 'companies', label: 'companies:title', icon: Office, path: '/companies', group: 'records', permission: 'companies.read' }],
  create: [{ id: 'company', label: 'companies:company', icon: Office, path: '/companies?new=1', permission: 'companies.write' }],
  routes: [
    { path: 'companies', lazy: async () => ({ Component: (await import('./pages/companies-page.tsx')).CompaniesPage }) },
    { path: 'companies/:id', lazy: async () => ({ Component: (await import('./pages/company-page.tsx')).CompanyPage }) },
  ],
  live: { company: ['companies', 'timeline'] },
};
