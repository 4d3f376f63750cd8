/** Whose value of a field is kept. */
export type Side = 'mine' | 'theirs';

/** A field that says one thing in the form and another where it is kept, and who made it so since the form was opened. */
export interface Difference<D> {
  readonly name: Extract<keyof D, string>;
  readonly by: 'me' | 'them' | 'both';
}

/** Whether two values say the same; the order of an object's keys says nothing. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, at) => sameValue(item, other[at]));
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [ours, others] = [new Map<string, unknown>(Object.entries(one)), new Map<string, unknown>(Object.entries(other))];
  return ours.size === others.size && [...ours].every(([key, value]) => others.has(key) && sameValue(value, others.get(key)));
}

/** Where the form and what stands there now differ. */
export function differencesOf<D extends object>(begun: D, mine: D, theirs: D): readonly Difference<D>[] {
  const found: Difference<D>[] = [];
  for (const name in mine) {
    if (sameValue(mine[name], theirs[name])) continue;
    if (sameValue(begun[name], mine[name])) found.push({ name, by: 'them' });
    else found.push({ name, by: sameValue(begun[name], theirs[name]) ? 'me' : 'both' });
  }
  return found;
}

/** Theirs where I touched nothing, mine where I did, and in every field that was decided on what was chosen. */
export function merged<D extends object>(begun: D, mine: D, theirs: D, chosen: Readonly<Partial<Record<string, Side>>> = {}): D {
  const kept: Partial<D> = {};
  for (const name in mine) {
    const side = chosen[name] ?? (sameValue(begun[name], mine[name]) ? 'theirs' : 'mine');
    if (side === 'mine') kept[name] = mine[name];
  }
  return { ...theirs, ...kept };
}
