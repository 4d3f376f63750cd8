import { isTimeZone } from '../../../calendar/zone.ts';
import { checkCondition } from '../../../expressions/check.ts';
import { occasionKey } from '../../due/date-due.ts';
import { nextTime, parseCron, shortestGap } from '../../due/cron.ts';
import { triggerConfigOf } from '../../nodes/registry.ts';
import type { TriggerDateConfig } from '../../nodes/trigger-date.ts';
import type { TriggerSegmentConfig } from '../../nodes/trigger-segment.ts';
import type { TriggerScheduleConfig } from '../../nodes/trigger-schedule.ts';
import type { Diagnostic, Fix } from '../diagnostic.ts';
import { diagnose } from '../diagnose.ts';
import type { Check, Model } from '../model.ts';
import { triggerScope } from '../model.ts';
import { problemDiagnostic } from './references.ts';

/** What begins runs by date, schedule or segment. */
export const checkClockTriggers: Check = (model) => {
  const { trigger, definition } = model.normalized;
  if (trigger === null) return [];
  const { config } = trigger;
  switch (definition.trigger.type) {
    case 'trigger.date':
      return dateProblems(model, triggerConfigOf({ type: 'trigger.date', config }, 'trigger.date'));
    case 'trigger.schedule':
      return scheduleProblems(model, triggerConfigOf({ type: 'trigger.schedule', config }, 'trigger.schedule'));
    case 'trigger.segment':
      return segmentProblems(model, triggerConfigOf({ type: 'trigger.segment', config }, 'trigger.segment'));
    default:
      return [];
  }
};

const place = ({ normalized }: Model, pointer: string) => ({
  nodeId: normalized.definition.trigger.id,
  pointer: `/trigger/config${pointer}`,
});

function dateProblems(model: Model, { field, offsets }: TriggerDateConfig): readonly Diagnostic[] {
  return [
    ...(field === null ? [diagnose('AUT-801', place(model, '/field'))] : fieldProblems(model, field)),
    ...(offsets.length === 0 ? [diagnose('AUT-803', place(model, '/offsets'))] : []),
    ...(offsets.length > 1 ? keyProblems(model) : []),
  ];
}

function fieldProblems(model: Model, path: string): readonly Diagnostic[] {
  const { subject } = model.normalized.definition;
  const [root = '', ...keys] = path.split('.');
  const field = root === subject ? model.context.catalogue[subject].fields.find((one) => one.key === keys.join('.')) : undefined;
  if (field?.type === 'date' || field?.type === 'datetime') return [];
  return [diagnose('AUT-802', place(model, '/field'), { path, subject })];
}

/** A run of thirty days before is often under way when the record is due again. */
function keyProblems({ normalized }: Model): readonly Diagnostic[] {
  const { enrollment } = normalized.definition;
  if (enrollment.key !== 'record' || enrollment.whileActive !== 'ignore') return [];
  const fix: Fix = {
    title: 'One run for each date',
    patch: [{ op: 'replace', path: '/enrollment/key', value: occasionKey }],
  };
  return [diagnose('AUT-804', { nodeId: null, pointer: '/enrollment/key' }, {}, fix)];
}

/** Every record of a kind, more often than that, is an event, not a schedule. */
const leastMinutes = 5;

/** Any fixed instant will do: whether a schedule ever comes does not depend on it. */
const someInstant = Date.parse('2026-01-01T00:00:00Z');

function scheduleProblems(model: Model, { cron: text, timeZone, among }: TriggerScheduleConfig): readonly Diagnostic[] {
  const at = place(model, '/cron');
  const parsed = parseCron(text);
  const found: Diagnostic[] = [];
  if (!parsed.ok) found.push(diagnose('AUT-805', at, { cron: text, problem: parsed.problem }));
  else if (nextTime(parsed.cron, 'UTC', someInstant) === null) found.push(diagnose('AUT-806', at, { cron: text }));
  else if (shortestGap(parsed.cron) < leastMinutes)
    found.push(diagnose('AUT-807', at, { minutes: shortestGap(parsed.cron), least: leastMinutes }));
  if (timeZone !== 'automation' && !isTimeZone(timeZone)) found.push(diagnose('AUT-304', place(model, '/timeZone'), { timeZone }));
  // What an event says is not known when records are chosen.
  const problems = among === null ? [] : checkCondition(among, { ...triggerScope(model), events: [] });
  const { id } = model.normalized.definition.trigger;
  return [...found, ...problems.map((problem) => problemDiagnostic(problem, id, '/trigger/config/among'))];
}

function segmentProblems(model: Model, { segmentId }: TriggerSegmentConfig): readonly Diagnostic[] {
  const at = place(model, '/segmentId');
  if (segmentId === null) return [diagnose('AUT-808', at)];
  const { segment } = model.context;
  if (segment === undefined || segment(segmentId)?.entity === model.normalized.definition.subject) return [];
  return [diagnose('AUT-245', at)];
}
