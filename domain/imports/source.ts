import { normaliseHeading } from './targets.ts';

/** Products whose exports are known by headings that no other product writes. */
const signs: readonly (readonly [source: string, anyOf: readonly string[]])[] = [
  ['google_contacts', ['e mail 1 value', 'phone 1 value', 'group membership']],
  ['outlook', ['e mail display name', 'e mail 2 address', 'business street', 'organizational id number', 'other street']],
  [
    'hubspot',
    [
      'lifecycle stage',
      'associated company',
      'hubspot score',
      'hs object id',
      'deal stage',
      'company domain name',
      'associated company ids primary',
      'associated company primary',
    ],
  ],
  [
    'zoho',
    [
      'record id',
      'email opt out',
      'contact owner id',
      'lead owner id',
      'account owner id',
      'deal owner id',
      'created by id',
      'connected to module',
    ],
  ],
  [
    'salesforce',
    [
      'account name',
      'account owner',
      'opportunity name',
      'lead owner',
      'opportunity owner',
      'contact id',
      'account id',
      '18 char id',
      'last stage change date',
    ],
  ],
];

/** The product whose export this seems to be; null when nothing tells. The ids in it are that product's. */
export function sourceOf(headings: readonly string[]): string | null {
  const normal = new Set(headings.map(normaliseHeading));
  const hubspotId =
    normal.has('record id') &&
    ['create date', 'last activity date', 'company owner', 'deal owner', 'contact owner'].some((one) => normal.has(one));
  const zohoTimes = normal.has('created time') && normal.has('modified time');
  if (hubspotId && !zohoTimes) return 'hubspot';
  if (zohoTimes) return 'zoho';
  return signs.find(([, anyOf]) => anyOf.some((heading) => normal.has(heading)))?.[0] ?? null;
}
