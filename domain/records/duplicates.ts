/** What duplicate detection looks at, normalised. */
export interface Identity {
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly email?: string | null;
  readonly phoneE164?: string | null;
  readonly companyName?: string | null;
}

/**
 * What to do when a new lead has the e-mail address of an existing one:
 * `refuse` answers 409 with the existing id (like HubSpot), `update` writes the given fields into the existing lead (an upsert),
 * `skip` leaves the existing lead as it is and returns it, `allow` keeps both and flags the new one (like Salesforce's "save anyway").
 */
export const duplicatePolicies = ['refuse', 'update', 'skip', 'allow'] as const;
export type DuplicatePolicy = (typeof duplicatePolicies)[number];

/**
 * What to do when a contact is to have an e-mail address or phone number that another living contact has: `refuse` answers 409 with the
 * other's id, `allow` keeps both, and the pair goes onto the list of duplicates.
 */
export const contactDuplicatePolicies = ['refuse', 'allow'] as const;
export type ContactDuplicatePolicy = (typeof contactDuplicatePolicies)[number];

/** Below this a pair is not worth a person's look. */
export const flagFrom = 40;

/**
 * How likely two leads are the same, 0 to 100. The same e-mail is certain; the same phone alone is a hint (people share
 * switchboards), which name and company make stronger but never certain: only an e-mail makes a duplicate.
 */
export function duplicateScore(a: Identity, b: Identity): number {
  if (a.email && a.email === b.email) return 100;
  if (!a.phoneE164 || a.phoneE164 !== b.phoneE164) return 0;
  let score = 50;
  if (same(a.lastName, b.lastName)) score += same(a.firstName, b.firstName) ? 35 : 20;
  if (same(a.companyName, b.companyName)) score += 10;
  // Two different addresses on one number: rather two people at one desk.
  if (a.email && b.email) score -= 10;
  return score;
}

function same(a: string | null | undefined, b: string | null | undefined): boolean {
  return Boolean(a) && Boolean(b) && fold(a ?? '') === fold(b ?? '');
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}
