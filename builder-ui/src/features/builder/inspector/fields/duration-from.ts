import type { Json } from '../../../../../../domain/json.ts';
import { type Duration, whoseHours } from '../../../../../../domain/time.ts';
import { looseOf } from '../../sentences/words.ts';

/** A duration out of a config that may lack parts of it. */
export function durationFrom(value: Json | undefined): Duration {
  const { amount, unit, business, whose } = looseOf(value);
  const known = (['seconds', 'minutes', 'hours', 'days', 'weeks'] as const).find((one) => one === unit) ?? 'days';
  const hours = business === true ? whoseHours.find((one) => one === whose) : undefined;
  return {
    amount: typeof amount === 'number' ? amount : 1,
    unit: known,
    ...(business === true && { business: true }),
    ...(hours && { whose: hours }),
  };
}
