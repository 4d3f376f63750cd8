import { isTimeZone } from '../../../calendar/zone.ts';
import { nextWindow } from '../../../calendar/business-time.ts';
import type { Duration } from '../../../time.ts';
import { millisecondsOf } from '../../../time.ts';
import type { NormalNode } from '../../compile/normalize.ts';
import type { TimeWindow } from '../../nodes/shared.ts';
import { windowSchema } from '../../nodes/shared.ts';
import { windowCalendar } from '../../nodes/wait-until-window.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig, atNode } from '../model.ts';

const daySeconds = 86_400;
const maxMilliseconds = 5 * 366 * daySeconds * 1_000;
/** From here on a wait counts as long. */
const longDays = 7;

/** Durations, windows, zones and waits without an end. */
export const checkTime: Check = (model) => [
  ...automationZone(model),
  ...model.normalized.nodes.flatMap((node) => [
    ...durations(model, node),
    ...windows(model, node),
    ...endlessWait(node),
    ...longWait(model, node),
  ]),
];

function automationZone(model: Model): readonly Diagnostic[] {
  const { timeZone } = model.normalized.definition.settings;
  if (timeZone === 'tenant' || isTimeZone(timeZone)) return [];
  return [
    diagnose(
      'AUT-304',
      { nodeId: null, pointer: '/settings/timeZone' },
      { timeZone },
      {
        title: "Use the organisation's time zone",
        patch: [{ op: 'replace', path: '/settings/timeZone', value: 'tenant' }],
      },
    ),
  ];
}

function durations(model: Model, node: NormalNode): readonly Diagnostic[] {
  return (node.bound?.references.durations ?? []).flatMap(({ value, pointer }) => {
    if (millisecondsOf(value) > maxMilliseconds) return [atConfig(node, 'AUT-306', pointer)];
    const found: Diagnostic[] = [];
    if (value.amount === 0 && node.bound?.category === 'wait') found.push(atConfig(node, 'AUT-305', pointer));
    if (isPartOfWorkingDay(value)) found.push(atConfig(node, 'AUT-307', pointer));
    if (value.business && model.context.calendar !== undefined && !opens(model.context.calendar))
      found.push(atConfig(node, 'AUT-303', pointer));
    return found;
  });
}

function isPartOfWorkingDay(duration: Duration): boolean {
  return duration.business === true && (duration.unit === 'days' || duration.unit === 'weeks') && !Number.isInteger(duration.amount);
}

/** Any fixed instant will do: whether there are open hours at all does not depend on it. */
function opens(calendar: Parameters<typeof nextWindow>[0]): boolean {
  const opening = nextWindow(calendar, '2026-01-01T00:00:00.000Z');
  return opening.ok || opening.code === 'too_far';
}

function windows(model: Model, node: NormalNode): readonly Diagnostic[] {
  const window = windowOf(node);
  if (window === null) return [];
  if (window.kind === 'business_hours') {
    const { calendar } = model.context;
    return calendar !== undefined && !opens(calendar) ? [atConfig(node, 'AUT-303', '/window')] : [];
  }
  if (window.timeZone !== 'automation' && !isTimeZone(window.timeZone)) {
    return [atConfig(node, 'AUT-304', '/window/timeZone', { timeZone: window.timeZone })];
  }
  const calendar = windowCalendar({ ...window, timeZone: 'UTC' }, { timeZone: 'UTC', week: {}, exceptions: [] }, 'UTC');
  return opens(calendar) ? [] : [atConfig(node, 'AUT-302', '/window')];
}

function windowOf(node: NormalNode): TimeWindow | null {
  const parsed = windowSchema.safeParse(node.bound?.config.window);
  return parsed.success ? parsed.data : null;
}

function endlessWait(node: NormalNode): readonly Diagnostic[] {
  if (node.node.type !== 'wait.for_event' || node.bound === null || node.bound.config.timeout !== null) return [];
  return [
    atConfig(
      node,
      'AUT-301',
      '/timeout',
      {},
      {
        title: 'Wait at most 3 days',
        patch: [{ op: 'add', path: `${node.pointer}/config/timeout`, value: { amount: 3, unit: 'days' } }],
      },
    ),
  ];
}

function longWait(model: Model, node: NormalNode): readonly Diagnostic[] {
  if (node.bound?.category !== 'wait' || node.node.type === 'wait.until_window' || model.normalized.definition.exit.length > 0) return [];
  const longest = (node.bound.references.durations ?? []).map(({ value }) => millisecondsOf(value) / 1_000 / daySeconds);
  const days = Math.max(0, ...longest);
  return days >= longDays ? [atNode(node, 'AUT-308', { days: Math.round(days) })] : [];
}
