import type { Problem } from '../errors/errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { storableText } from '../records/text-rules.ts';
import type { ResolvedField } from './check-form.ts';
import type { FormContent } from './form-content.ts';
import { consentName, honeypotName } from './form-content.ts';
import type { FormRecord } from './form-records.ts';
import { madeBy, placeOf } from './form-records.ts';

/** What a browser sent: every name with all its values. */
export type SentValues = Readonly<Record<string, readonly string[]>>;

/** What is to be written to one record. */
export interface FieldsToWrite {
  readonly fields: Readonly<Record<string, string>>;
  readonly custom: JsonObject;
}

export interface ReadSubmission {
  /** For the record that the form is about. */
  readonly own: FieldsToWrite;
  /** For those beside it. */
  readonly contact: FieldsToWrite;
  readonly company: FieldsToWrite;
  /** Answers to questions without a field, by their id. */
  readonly answers: JsonObject;
  /** Everything that was asked, by id, as it was understood. */
  readonly values: JsonObject;
  readonly consentGiven: boolean;
  readonly problems: readonly Problem[];
}

const maxAnswer = 10_000;

/** Sorts a submission into fields, own fields and answers, and says what is missing. Pointers name the form's fields: `/company`. */
export function readSubmission(content: FormContent, fields: readonly ResolvedField[], sent: SentValues): ReadSubmission {
  const makes = madeBy(content);
  const written: Record<string, Record<string, string>> = {};
  const custom: Record<string, Json> = {};
  const answers: Record<string, Json> = {};
  const values: Record<string, Json> = {};
  const problems: Problem[] = [];
  for (const field of fields) {
    const given = valueOf(field, sent);
    if (given === null) {
      if (field.required) problems.push({ pointer: `/${field.id}`, code: 'required', detail: `${field.label} is required.` });
      continue;
    }
    const problem = answerProblem(field, given);
    if (problem !== null) {
      problems.push({ pointer: `/${field.id}`, ...problem });
      continue;
    }
    values[field.id] = given;
    if (field.field === null) answers[field.id] = given;
    else if (field.field.startsWith('custom.')) custom[field.field.slice('custom.'.length)] = given;
    else {
      const place = placeOf(field.field, makes);
      (written[place.kind] ??= {})[place.field] = String(given);
    }
  }
  const consentGiven = content.consent !== null && (sent[consentName]?.[0] ?? '') !== '';
  if (content.consent?.required === true && !consentGiven)
    problems.push({ pointer: `/${consentName}`, code: 'consent_required', detail: 'Please agree first.' });
  const beside = (kind: FormRecord): FieldsToWrite => ({ fields: kind === makes ? {} : (written[kind] ?? {}), custom: {} });
  const own = { fields: written[makes] ?? {}, custom };
  return { own, contact: beside('contact'), company: beside('company'), answers, values, consentGiven, problems };
}

/** Whether the input that no person sees was filled in. */
export function isMachine(sent: SentValues): boolean {
  return (sent[honeypotName] ?? []).some((value) => value !== '');
}

function valueOf(field: ResolvedField, sent: SentValues): Json | null {
  const all = (sent[field.id] ?? []).map((value) => storableText(value).trim()).filter((value) => value !== '');
  if (field.control === 'multiselect') return all.length > 0 ? all : field.defaultValue === '' ? null : [field.defaultValue];
  if (field.control === 'checkbox') return all.length > 0 && all[0] !== 'false' ? true : field.required ? null : false;
  const first = all[0] ?? field.defaultValue;
  return first === '' ? null : first;
}

function answerProblem(field: ResolvedField, value: Json): { readonly code: string; readonly detail: string } | null {
  const texts = Array.isArray(value) ? value : [value];
  if (texts.some((text) => typeof text === 'string' && text.length > maxAnswer))
    return { code: 'too_long', detail: `${field.label} is longer than ${maxAnswer} characters.` };
  if (field.control === 'select' || field.control === 'multiselect') {
    const known = new Set(field.options.map((option) => option.value));
    if (texts.some((text) => typeof text !== 'string' || !known.has(text)))
      return { code: 'option_unknown', detail: `${field.label} must be one of the choices.` };
  }
  if (field.field !== null) return null;
  if (field.control === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(value)))
    return { code: 'email_invalid', detail: `${field.label} is not an e-mail address.` };
  if (field.control === 'number' && !Number.isFinite(Number(value)))
    return { code: 'number_invalid', detail: `${field.label} must be a number.` };
  if (field.control === 'date' && !/^\d{4}-\d\d-\d\d$/.test(String(value)))
    return { code: 'date_invalid', detail: `${field.label} must be a date such as 2027-03-31.` };
  return null;
}
