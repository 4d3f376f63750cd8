import { auth } from '../features/auth/feature.ts';
import { automations } from '../features/automations/feature.ts';
import { builder } from '../features/builder/feature.ts';
import { calendars } from '../features/calendars/feature.ts';
import { companies } from '../features/companies/feature.ts';
import { duplicates } from '../features/duplicates/feature.ts';
import { contacts } from '../features/contacts/feature.ts';
import { customFields } from '../features/custom-fields/feature.ts';
import { decisions } from '../features/decisions/feature.ts';
import { deals } from '../features/deals/feature.ts';
import { forms } from '../features/forms/feature.ts';
import { home } from '../features/home/feature.ts';
import { leads } from '../features/leads/feature.ts';
import { tasks } from '../features/tasks/feature.ts';
import { exports } from '../features/exports/feature.ts';
import { imports } from '../features/imports/feature.ts';
import { notifications } from '../features/notifications/feature.ts';
import { outbox } from '../features/outbox/feature.ts';
import { plan } from '../features/plan/feature.ts';
import { settings } from '../features/settings/feature.ts';
import { segments } from '../features/segments/feature.ts';
import { templates } from '../features/templates/feature.ts';
import { pipelines } from '../features/pipelines/feature.ts';
import { operations } from '../features/operations/feature.ts';
import { runs } from '../features/runs/feature.ts';
import { simulations } from '../features/simulations/feature.ts';
import { exclusivity } from '../features/exclusivity/feature.ts';
import { credentials } from '../features/credentials/feature.ts';
import { webhooks } from '../features/webhooks/feature.ts';
import type { FeatureModule } from '../lib/feature.ts';

/** Every feature the frame knows: one line each. Its navigation, routes, New entries and live keys come with it. */
export const features: readonly FeatureModule[] = [
  auth,
  home,
  tasks,
  leads,
  contacts,
  companies,
  deals,
  decisions,
  segments,
  duplicates,
  automations,
  builder,
  runs,
  operations,
  exclusivity,
  simulations,
  templates,
  imports,
  exports,
  forms,
  webhooks,
  credentials,
  outbox,
  notifications,
  customFields,
  pipelines,
  settings,
  calendars,
  plan,
];
