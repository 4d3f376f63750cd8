/** What a form field may be called, without case, blanks, dashes and underscores, and the field of the lead it means. */
const meanings: Readonly<Record<string, string>> = {
  firstname: 'firstName',
  fname: 'firstName',
  givenname: 'firstName',
  lastname: 'lastName',
  lname: 'lastName',
  surname: 'lastName',
  familyname: 'lastName',
  name: 'fullName',
  fullname: 'fullName',
  yourname: 'fullName',
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  workemail: 'email',
  phone: 'phone',
  phonenumber: 'phone',
  mobile: 'phone',
  tel: 'phone',
  telephone: 'phone',
  company: 'companyName',
  companyname: 'companyName',
  organization: 'companyName',
  organisation: 'companyName',
  jobtitle: 'jobTitle',
  title: 'jobTitle',
  position: 'jobTitle',
  website: 'website',
  url: 'website',
  country: 'country',
  city: 'city',
};

export type FormValue = string | number | boolean | null;

export interface FormContent {
  /** Fields of the lead. */
  readonly lead: Readonly<Record<string, string>>;
  /** Values of the tenant's own fields. */
  readonly custom: Readonly<Record<string, FormValue>>;
  /** What has no field: kept as answers. */
  readonly answers: Readonly<Record<string, FormValue>>;
}

/** Sorts what a web form sent into fields of the lead, custom fields and mere answers. Blank values say nothing. */
export function readForm(fields: Readonly<Record<string, FormValue>>, customKeys: ReadonlySet<string>): FormContent {
  const lead: Record<string, string> = {};
  const custom: Record<string, FormValue> = {};
  const answers: Record<string, FormValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === '') continue;
    const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    const meaning = Object.hasOwn(meanings, plain) ? meanings[plain] : undefined;
    if (meaning === 'fullName') Object.assign(lead, { ...splitName(String(value)), ...lead });
    else if (meaning !== undefined) lead[meaning] = String(value);
    else if (customKeys.has(name)) custom[name] = value;
    else answers[name] = value;
  }
  return { lead, custom, answers };
}

function splitName(text: string): { readonly firstName: string; readonly lastName?: string } {
  const words = text.trim().split(/\s+/);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return last === undefined ? { firstName: text.trim() } : { firstName: words.slice(0, -1).join(' '), lastName: last };
}
