/** Minutes by which a zone is ahead of UTC at an instant. */
function offsetMinutes(instant: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((wall - Math.floor(instant.getTime() / 1000) * 1000) / 60_000);
}

/** An instant as a `datetime-local` field wants it, in the given zone: `2026-11-21T09:00`. */
export function toZonedInput(instant: string, timeZone: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() + offsetMinutes(date, timeZone) * 60_000).toISOString().slice(0, 16);
}

/** The instant a `datetime-local` field means in the given zone. A time that a change of clocks skips moves forward. */
export function fromZonedInput(text: string, timeZone: string): string | null {
  const wall = Date.parse(`${text}${text.length === 16 ? ':00' : ''}Z`);
  if (Number.isNaN(wall)) return null;
  // The offset is that of the result, which is not known yet: guess, then correct once.
  const guess = wall - offsetMinutes(new Date(wall), timeZone) * 60_000;
  return new Date(wall - offsetMinutes(new Date(guess), timeZone) * 60_000).toISOString();
}

/** Monday to Friday, counted in the zone; `days` working days later at the given hour. */
export function workingDayAt(from: Date, days: number, hour: number, timeZone: string): string {
  const [date = ''] = toZonedInput(from.toISOString(), timeZone).split('T');
  const day = new Date(`${date}T00:00:00Z`);
  let left = days;
  while (left > 0) {
    day.setUTCDate(day.getUTCDate() + 1);
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) left -= 1;
  }
  const text = `${day.toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00`;
  return fromZonedInput(text, timeZone) ?? from.toISOString();
}
