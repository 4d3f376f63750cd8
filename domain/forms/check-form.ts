import type { Problem } from '../errors/errors.ts';
import type { CustomField } from '../records/custom-field-rules.ts';
import { builtInRecords } from '../records/built-in-fields.ts';
import type { FormContent, FormControl, FormField, FormOption } from './form-content.ts';
import type { FormRecord } from './form-records.ts';
import { formFields, madeBy, placeOf, recordsOfForm } from './form-records.ts';

/** A field with the control and options that its place in the catalogue gives it. */
export interface ResolvedField extends FormField {
  readonly control: FormControl;
  readonly options: readonly FormOption[];
}

const controlOf: Readonly<Record<string, FormControl>> = {
  email: 'email',
  phone: 'phone',
  url: 'url',
  number: 'number',
  currency: 'number',
  date: 'date',
  boolean: 'checkbox',
  select: 'select',
  multiselect: 'multiselect',
};

/** The field as it is asked for; null when what it writes does not exist (any more) or is no stranger's business. */
export function resolveField(field: FormField, custom: readonly CustomField[], makes: FormRecord): ResolvedField | null {
  if (field.field === null) return field;
  if (field.field.startsWith('custom.')) {
    const own = custom.find((one) => `custom.${one.key}` === field.field);
    if (own === undefined || own.type === 'user') return null;
    return { ...field, control: controlOf[own.type] ?? 'text', options: own.options };
  }
  if (!formFields[makes].includes(field.field)) return null;
  const place = placeOf(field.field, makes);
  const known = builtInRecords[place.kind].fields.find((one) => one.key === place.field);
  return known === undefined ? null : { ...field, control: controlOf[known.type] ?? 'text', options: [] };
}

/** Everything that keeps a form from being published, with pointers into its content. */
export function formProblems(content: FormContent, custom: readonly CustomField[], ownOrigin: string | null): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (pointer: string, code: string, detail: string): void => void problems.push({ pointer, code, detail });
  const ids = new Set<string>();
  const written = new Set<string>();
  for (const [index, field] of content.fields.entries()) {
    const at = `/fields/${index}`;
    if (ids.has(field.id)) say(`${at}/id`, 'form_field_twice', `Two fields are called "${field.id}".`);
    ids.add(field.id);
    if (field.field !== null) {
      if (written.has(field.field)) say(`${at}/field`, 'form_field_twice', `Two fields write "${field.field}".`);
      written.add(field.field);
    }
    const resolved = resolveField(field, custom, madeBy(content));
    if (resolved === null) say(`${at}/field`, 'form_field_unknown', `There is no field "${field.field}" that a form may write.`);
    else if ((resolved.control === 'select' || resolved.control === 'multiselect') && resolved.options.length === 0)
      say(`${at}/options`, 'form_field_without_options', `"${field.label}" offers nothing to choose from.`);
    if (field.label.trim() === '') say(`${at}/label`, 'required', 'A field needs a label; readers of the screen hear it.');
    if (field.hidden && field.required && field.defaultValue === '')
      say(`${at}/required`, 'form_hidden_required', 'A hidden field that is required needs a default value.');
  }
  problems.push(...identityProblems(content));
  for (const [index, origin] of content.allowedOrigins.entries())
    if (originOf(origin) !== origin)
      say(`/allowedOrigins/${index}`, 'origin_invalid', 'Write it like https://www.example.com, without a path.');
  if (content.after.kind === 'redirect') problems.push(...redirectProblems(content.after.url, content.allowedOrigins, ownOrigin));
  if (content.look.logoUrl !== null && !/^https:\/\/[^\s"'<>]+$/.test(content.look.logoUrl))
    say('/look/logoUrl', 'url_invalid', 'The logo needs an address that begins with https://.');
  return problems;
}

/** People are known by their e-mail address, companies by their name: without them nothing is found again, and nothing can be made. */
function identityProblems(content: FormContent): readonly Problem[] {
  const makes = madeBy(content);
  const of = (path: string) => content.fields.find((field) => field.field === path);
  // A deal is somebody's: their address is asked for also where nothing else of them is.
  const kinds = new Set([...recordsOfForm(content), ...(makes === 'deal' ? (['contact'] as const) : [])]);
  return [...kinds].flatMap((kind): Problem[] => {
    if (kind === 'deal') return [];
    const key = kind === 'company' ? 'name' : 'email';
    const found = of(kind === makes ? key : `${kind}.${key}`);
    const noun = key === 'name' ? 'name of the company' : 'e-mail address';
    const missing = `A form needs a field for the ${noun}: by it the ${kind} is found or made.`;
    if (found === undefined || found.hidden) return [{ pointer: '/fields', code: `form_without_${key}`, detail: missing }];
    // A company beside a person may be left out; what a form is about may not.
    if (found.required || (kind === 'company' && makes !== 'company')) return [];
    return [{ pointer: '/fields', code: `form_${key}_optional`, detail: `The ${noun} must be required.` }];
  });
}

function redirectProblems(url: string, origins: readonly string[], ownOrigin: string | null): readonly Problem[] {
  const pointer = '/after/url';
  const origin = originOf(url);
  if (origin === null) return [{ pointer, code: 'url_invalid', detail: 'This is not a web address that begins with https://.' }];
  if (origins.includes(origin) || origin === ownOrigin) return [];
  return [{ pointer, code: 'redirect_not_allowed', detail: `Add ${origin} to the allowed addresses first.` }];
}

const webAddress = /^(https?:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?)(?:[/?#][^\s"'<>\\]*)?$/i;

/** Scheme, host and port of a web address; null when it is none. Without the platform's URL, because domain code has no platform. */
export function originOf(url: string): string | null {
  const found = webAddress.exec(url)?.[1];
  return found === undefined ? null : found.toLowerCase();
}
