import { Endorsed, Numerical, Target, Upload } from '@blueprintjs/icons';
import type { FeatureModule } from '../../lib/feature.ts';

export const leads: FeatureModule = {
  id: 'leads',
  nav: [
    {
      id: 'leads',
      label: 'leads:title',
      icon: Target,
      path: '/leads',
      group: 'records',
      permission: 'leads.read',
      keys: 'g l',
      onPhone: true,
    },
    {
      id: 'scoring',
      label: 'leads:scoring.title',
      icon: Numerical,
      path: '/settings/scoring',
      group: 'settings',
      permission: 'leads.configure',
    },
    {
      id: 'qualification',
      label: 'leads:policy.title',
      icon: Endorsed,
      path: '/settings/qualification',
      group: 'settings',
      permission: 'leads.configure',
    },
  ],
  create: [
    { id: 'lead', label: 'leads:new', icon: Target, path: '/leads?new=1', permission: 'leads.write' },
    { id: 'import', label: 'leads:import', icon: Upload, path: '/imports/new', permission: 'imports.write' },
  ],
  routes: [
    { path: 'leads', lazy: async () => ({ Component: (await import('./pages/leads-page.tsx')).LeadsPage }) },
    { path: 'leads/:id', lazy: async () => ({ Component: (await import('./pages/lead-page.tsx')).LeadPage }) },
    { path: 'leads/:id/convert', lazy: async () => ({ Component: (await import('./convert/convert-page.tsx')).ConvertPage }) },
    { path: 'settings/scoring', lazy: async () => ({ Component: (await import('./scoring/scoring-page.tsx')).ScoringPage }) },
    { path: 'settings/qualification', lazy: async () => ({ Component: (await import('./policy/policy-page.tsx')).PolicyPage }) },
  ],
  live: {
    lead: ['leads', 'timeline'],
    activity: ['timeline'],
    note: ['timeline'],
    tag: ['leads', 'timeline'],
    message: ['timeline'],
    run: ['runs', 'timeline'],
  },
};
