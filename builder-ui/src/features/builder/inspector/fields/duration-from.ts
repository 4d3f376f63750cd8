import type { Json } from '../../../../../../domain/json.ts';
import type { Duration } from '../../../../../../domain/time.ts';
import { looseOf } from '../../sentences/words.ts';

/** A duration out of a config that may lack parts of it. */
export function durationFrom(value: Json | undefined): Duration {
  const { amount, unit, business } = looseOf(value);
  const known = (['seconds', 'minutes', 'hours', 'days', 'weeks'] as const).find((one) => one === unit) ?? 'days';
  return { amount: typeof amount === 'number' ? amount : 1, unit: known, ...(business === true && { business: true }) };
}
