/** What a plan switches on. Codes that integrations rely on letter by letter. */
export const features = [
  'contacts.customFields',
  'contacts.privateRecords',
  'deals.customFields',
  'deals.multiPipelines',
  'leads.import',
  'leads.scoring',
  'auth.smsTwoFactor',
] as const;
export type Feature = (typeof features)[number];

/** What a plan counts. Living records count, archived ones do not; of people those who are here or invited. */
export const limits = ['leads.max', 'contacts.max', 'companies.max', 'deals.max', 'users.max'] as const;
export type Limit = (typeof limits)[number];

/** Limits of records; seats are counted by themselves. */
export type RecordLimit = Exclude<Limit, 'users.max'>;

export type Entitlement = Feature | Limit;

export function isFeature(code: string): code is Feature {
  return (features as readonly string[]).includes(code);
}

export function isLimit(code: string): code is Limit {
  return (limits as readonly string[]).includes(code);
}

/** As it stands in a sentence: "Your plan does not include …". */
export const featureWords: Readonly<Record<Feature, string>> = {
  'contacts.customFields': 'custom fields of contacts',
  'contacts.privateRecords': 'private contacts',
  'deals.customFields': 'custom fields of deals',
  'deals.multiPipelines': 'more than one pipeline',
  'leads.import': 'importing leads',
  'leads.scoring': 'lead scoring',
  'auth.smsTwoFactor': 'sign-in codes by SMS and WhatsApp',
};

export const limitWords: Readonly<Record<Limit, string>> = {
  'leads.max': 'leads',
  'contacts.max': 'contacts',
  'companies.max': 'companies',
  'deals.max': 'deals',
  'users.max': 'seats',
};
