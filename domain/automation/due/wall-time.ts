import { zoneOffset } from '../../calendar/zone.ts';

const dayMs = 86_400_000;

/** A day some days later or earlier; days as `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Whether the day exists in the calendar. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

/** `09:30` as milliseconds after midnight on the clock on the wall. */
export function clockMs(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** The instants at which clocks on the wall show that time of the day: none in a gap, two when clocks are put back. */
export function instantsOfWall(zone: string, day: string, ms: number): readonly number[] {
  const wall = Date.parse(`${day}T00:00:00Z`) + ms;
  const offsets = new Set([zoneOffset(zone, wall - dayMs), zoneOffset(zone, wall + dayMs)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => at + zoneOffset(zone, at) === wall)
    .sort((a, b) => a - b);
}

/**
 * The instant that a time of the day means: when clocks are put back the first of the two, and where they are put forward over it
 * as long after the change as it stands after the beginning of the gap (02:30 is 03:30).
 */
export function instantOfWall(zone: string, day: string, ms: number): number {
  const [first] = instantsOfWall(zone, day, ms);
  if (first !== undefined) return first;
  const wall = Date.parse(`${day}T00:00:00Z`) + ms;
  return wall - zoneOffset(zone, wall - dayMs);
}

/** What the clock on the wall shows at an instant. */
export function wallOf(zone: string, at: number): { readonly day: string; readonly ms: number } {
  const wall = at + zoneOffset(zone, at);
  const day = new Date(wall).toISOString().slice(0, 10);
  return { day, ms: wall - Date.parse(`${day}T00:00:00Z`) };
}
