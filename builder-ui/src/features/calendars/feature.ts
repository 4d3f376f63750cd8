import type { FeatureModule } from '../../lib/feature.ts';

export const calendars: FeatureModule = {
  id: 'calendars',
  routes: [{ path: 'settings/calendars', lazy: async () => ({ Component: (await import('./pages/calendars-page.tsx')).CalendarsPage }) }],
};
