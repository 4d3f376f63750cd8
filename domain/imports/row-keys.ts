import type { Json } from '../json.ts';
import { type ImportEntity, type MatchKey, matchKeysOf } from './record-targets.ts';

type Values = Readonly<Record<string, Json>>;

/** A name as it is compared: lower case, blanks as one. */
export function foldName(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function text(values: Values, field: string): string {
  const value = values[field];
  return typeof value === 'string' ? value : '';
}

/**
 * By what the record of a row is known again, the surest first: an id of the other product always, then what the person chose
 * or, when nobody chose, the usual of the kind of record. The letter in front names the sort of key.
 */
export function keysOf(entity: ImportEntity, values: Values, matchBy: MatchKey | null): readonly string[] {
  const wanted: readonly MatchKey[] =
    matchBy === null ? matchKeysOf[entity].filter((key) => key !== 'name' || entity !== 'contact') : [matchBy];
  const found: string[] = [];
  const external = text(values, 'externalId');
  if (external !== '') found.push(`x:${external}`);
  if (wanted.includes('email') && text(values, 'email') !== '') found.push(`e:${text(values, 'email')}`);
  if (wanted.includes('domain') && text(values, 'domain') !== '') found.push(`d:${text(values, 'domain')}`);
  if (wanted.includes('name')) found.push(...nameKey(entity, values));
  return found;
}

function nameKey(entity: ImportEntity, values: Values): readonly string[] {
  const name = entity === 'contact' ? `${text(values, 'firstName')} ${text(values, 'lastName')}` : text(values, 'name');
  if (foldName(name) === '') return [];
  // Deals of several companies share a name ("Renewal 2027"): only both together tell one.
  const of = entity === 'deal' ? `\u001f${foldName(text(values, 'company'))}` : '';
  return [`n:${foldName(name)}${of}`];
}
