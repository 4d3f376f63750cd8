import type { SubjectType } from '../../domain/records/record-types.ts';

/** What makes two records the same, as SQL about the one that is there, and the name under which two that are being made wait for each other. */
export interface Sameness {
  readonly name: string;
  readonly sql: string;
  readonly bindings: readonly (string | null)[];
}

/** By what a record is found again; null when it has nothing of the kind. Values as they are stored. */
export function sameness(type: Exclude<SubjectType, 'lead'>, values: Readonly<Record<string, unknown>>): Sameness | null {
  const text = (field: string): string | null => {
    const value = values[field];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  if (type === 'deal') {
    const name = text('name');
    if (name === null) return null;
    const sql =
      "status = 'open' and lower(name) = ? and contact_id is not distinct from ?::uuid and company_id is not distinct from ?::uuid";
    return named(type, sql, [name.toLowerCase(), text('contactId'), text('companyId')]);
  }
  const [first, second] = type === 'contact' ? (['email', 'phone'] as const) : (['domain', 'name'] as const);
  const strong = text(first);
  if (strong !== null) return named(type, `${first} = ?`, [strong]);
  const weak = text(second);
  if (weak === null) return null;
  return type === 'contact' ? named(type, 'phone_e164 = ?', [weak]) : named(type, 'lower(name) = ?', [weak.toLowerCase()]);
}

function named(type: SubjectType, sql: string, bindings: Sameness['bindings']): Sameness {
  return { name: nameOfSame(type, bindings), sql, bindings };
}

/** The name of the lock under which records with these values are made one after the other. */
export function nameOfSame(type: SubjectType, values: Sameness['bindings']): string {
  return `new:${type}:${JSON.stringify(values)}`;
}
