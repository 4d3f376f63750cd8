import { displayName } from '../../domain/records/text-rules.ts';

/** How a record is called in sentences, from whichever of the naming fields its kind has. */
export function nameOf(record: Readonly<Record<string, unknown>> | object): string {
  const fields = record as Readonly<Record<string, unknown>>; // any record is read by the names of its fields
  const text = (field: string) => (typeof fields[field] === 'string' ? fields[field] : null);
  return (
    text('title') ??
    text('name') ??
    displayName({
      firstName: text('firstName'),
      lastName: text('lastName'),
      email: text('email'),
      phone: text('phone'),
      companyName: text('companyName'),
    })
  );
}
