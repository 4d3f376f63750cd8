/** Wall time in IANA zones, from the ICU data of the runtime. */

const formats = new Map<string, Intl.DateTimeFormat | null>();

function formatOf(zone: string): Intl.DateTimeFormat | null {
  let format = formats.get(zone);
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      format = null;
    }
    formats.set(zone, format);
  }
  return format;
}

/** True for a zone the runtime knows, such as `Asia/Dubai` or `UTC`. */
export function isTimeZone(zone: string): boolean {
  return zone.length <= 60 && formatOf(zone) !== null;
}

/** What must be added to UTC to get the zone's wall time at that instant, in milliseconds. An unknown zone is a defect of the caller. */
export function zoneOffset(zone: string, at: number): number {
  const format = formatOf(zone);
  if (format === null) throw new RangeError(`unknown time zone: ${zone}`);
  const seconds = Math.floor(at / 1_000) * 1_000;
  const wall: Record<string, number> = {};
  let era = 'AD';
  for (const part of format.formatToParts(seconds)) {
    if (part.type === 'era') era = part.value;
    else wall[part.type] = Number(part.value);
  }
  const year = era.startsWith('B') ? 1 - (wall.year ?? 0) : (wall.year ?? 0);
  const utc = Date.UTC(2000, (wall.month ?? 1) - 1, wall.day ?? 1, wall.hour ?? 0, wall.minute ?? 0, wall.second ?? 0);
  return new Date(utc).setUTCFullYear(year, (wall.month ?? 1) - 1, wall.day ?? 1) - seconds;
}

/** A stretch of time with one offset. */
export interface OffsetSegment {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/**
 * The parts of `[from, to)` in which the zone's offset is constant. At most one change of offset is looked for, so the range should not
 * be longer than a day or two: no zone has ever changed twice within that.
 */
export function offsetSegments(zone: string, from: number, to: number): readonly OffsetSegment[] {
  const first = zoneOffset(zone, from);
  const last = zoneOffset(zone, to);
  if (first === last) return [{ from, to, offset: first }];
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zoneOffset(zone, middle) === first) before = middle;
    else after = middle;
  }
  const segments = [
    { from, to: after, offset: first },
    { from: after, to, offset: last },
  ];
  return segments.filter((segment) => segment.from < segment.to);
}

/** Local date of an instant as `YYYY-MM-DD`. */
export function localDate(zone: string, at: number): string {
  return new Date(at + zoneOffset(zone, at)).toISOString().slice(0, 10);
}

/**
 * The instant at which the zone's wall clock shows a date and a time of day: the first of two, and for a time that the clock leaves out
 * the moment it jumps.
 */
export function instantOfWall(zone: string, date: string, time: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const around = 15 * 3_600_000;
  for (const segment of offsetSegments(zone, wall - around, wall + around)) {
    const at = Math.max(wall - segment.offset, segment.from);
    if (at < segment.to) return at;
  }
  return wall - zoneOffset(zone, wall);
}
