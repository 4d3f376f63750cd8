import type { ValueType } from '../expressions/ast.ts';

/** A field of the record that a column can fill. `synonyms` are headings, normalised, under which other products export it. */
export interface ImportTarget {
  /** Built-in field, `custom.<key>` for a custom one. */
  readonly field: string;
  /** The name people gave a custom field; built-in fields are named by the interface. */
  readonly label?: string;
  readonly type: ImportValueType;
  readonly synonyms: readonly string[];
  readonly maxLength?: number;
  /** Several columns may go there: each adds a value. */
  readonly multiple?: boolean;
  /** Values allowed in a select, lower case -> stored value. */
  readonly options?: Readonly<Record<string, string>>;
}

export type ImportValueType =
  | Extract<ValueType, 'text' | 'email' | 'phone' | 'number' | 'date' | 'datetime' | 'boolean' | 'select' | 'multiselect' | 'url' | 'tags'>
  /** Money in minor units. */
  | 'amount'
  /** Text of several lines. */
  | 'lines'
  | 'integer'
  | 'domain'
  | 'currency_code'
  | 'owner'
  | 'pipeline'
  | 'stage';

const options = (values: readonly string[]): Record<string, string> => Object.fromEntries(values.map((value) => [value, value]));

/** The built-in fields of a lead that a file can fill, in the order in which the mapping offers them. */
export const leadTargets: readonly ImportTarget[] = [
  {
    field: 'firstName',
    type: 'text',
    maxLength: 100,
    synonyms: ['first name', 'firstname', 'first', 'given name', 'forename', 'vorname', 'prenom', 'nombre', 'contact first name'],
  },
  {
    field: 'lastName',
    type: 'text',
    maxLength: 100,
    synonyms: ['last name', 'lastname', 'last', 'surname', 'family name', 'nachname', 'nom', 'apellido', 'apellidos', 'contact last name'],
  },
  {
    field: 'fullName',
    type: 'text',
    maxLength: 200,
    synonyms: ['name', 'full name', 'fullname', 'contact name', 'lead name', 'contact', 'person', 'lead', 'customer name', 'display name'],
  },
  {
    field: 'email',
    type: 'email',
    maxLength: 254,
    synonyms: [
      'email',
      'e mail',
      'email address',
      'e mail address',
      'mail',
      'e mail 1 value',
      'email 1',
      'work email',
      'primary email',
      'contact email',
      'correo',
      'courriel',
    ],
  },
  {
    field: 'phone',
    type: 'phone',
    maxLength: 50,
    synonyms: [
      'phone',
      'phone number',
      'telephone',
      'tel',
      'mobile',
      'mobile phone',
      'mobile number',
      'cell',
      'cell phone',
      'phone 1 value',
      'business phone',
      'telefon',
      'telefono',
      'work phone',
      'contact phone',
    ],
  },
  {
    field: 'companyName',
    type: 'text',
    maxLength: 200,
    synonyms: [
      'company',
      'company name',
      'company account',
      'account',
      'account name',
      'firm',
      'organization',
      'organisation',
      'organization name',
      'organization 1 name',
      'business',
      'firma',
      'employer',
    ],
  },
  {
    field: 'jobTitle',
    type: 'text',
    maxLength: 150,
    synonyms: ['job title', 'title', 'position', 'role', 'job', 'organization 1 title', 'organization title', 'designation'],
  },
  {
    field: 'source',
    type: 'select',
    synonyms: ['source', 'lead source', 'original source', 'origin', 'channel'],
    options: {
      ...options(['web', 'referral', 'manual', 'import', 'campaign', 'other']),
      website: 'web',
      'web form': 'web',
      online: 'web',
      advertisement: 'campaign',
      email: 'campaign',
      'word of mouth': 'referral',
      partner: 'referral',
    },
  },
  {
    field: 'status',
    type: 'select',
    synonyms: ['status', 'lead status', 'stage'],
    options: {
      ...options(['new', 'contacted']),
      open: 'new',
      'not contacted': 'new',
      'open not contacted': 'new',
      working: 'contacted',
      'working contacted': 'contacted',
      'in progress': 'contacted',
    },
  },
  { field: 'score', type: 'number', synonyms: ['score', 'lead score', 'hubspot score', 'rating score'] },
  {
    field: 'owner',
    type: 'owner',
    maxLength: 254,
    synonyms: ['owner', 'lead owner', 'contact owner', 'owner email', 'assigned to', 'assignee', 'sales rep', 'rep', 'account owner'],
  },
  { field: 'tags', type: 'tags', maxLength: 1000, synonyms: ['tags', 'labels', 'tag', 'groups', 'group membership'] },
  {
    field: 'externalId',
    type: 'text',
    maxLength: 200,
    synonyms: ['lead id', 'record id', 'external id', 'id', '18 char id'],
  },
  { field: 'website', type: 'url', maxLength: 2000, synonyms: ['website', 'website url', 'web site', 'web page', 'website 1 value'] },
  { field: 'city', type: 'text', maxLength: 100, synonyms: ['city', 'business city', 'mailing city', 'address 1 city'] },
  { field: 'country', type: 'text', maxLength: 100, synonyms: ['country', 'country region', 'business country region', 'mailing country'] },
];

/** A heading in the form in which synonyms are compared: lower case, words parted by one blank, no accents or punctuation. */
export function normaliseHeading(heading: string): string {
  return heading
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
