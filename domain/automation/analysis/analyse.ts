import type { Json } from '../../json.ts';
import { canonicalJson } from '../plan/canonical-json.ts';
import { diagnose } from '../validate/diagnose.ts';
import type { Diagnostic } from '../validate/diagnostic.ts';
import type { FieldWrite, Neighbour, StepEffects } from './footprint.ts';
import { Meetings, shareGroup, writesToPeople } from './meetings.ts';

/** Named in a sentence; more would not be read. */
const mostNamed = 3;

/**
 * What an automation does together with others that are at work: circles through their effects, fields that several set, records that are
 * in several at once. Pure and without their plans: footprints are enough.
 */
export function analyse(one: Neighbour, others: readonly Neighbour[]): readonly Diagnostic[] {
  const beside = others.filter((other) => other.id !== one.id);
  const meetings = new Meetings([one, ...beside]);
  return [...circles(one, meetings), ...sameFields(one, meetings), ...sameRecords(one, meetings)];
}

function at(step: StepEffects) {
  return { nodeId: step.step, pointer: `/nodes/${step.index}` };
}

/** One word per step: the shortest circle it begins. */
function circles(one: Neighbour, meetings: Meetings): readonly Diagnostic[] {
  const found = new Map<string, { readonly start: ReturnType<Meetings['startsOf']>[number]; readonly path: readonly Neighbour[] }>();
  for (const start of meetings.startsOf(one)) {
    const path = meetings.wayBack(start, one.id);
    const known = found.get(start.from.step);
    if (path !== null && (known === undefined || path.length < known.path.length)) found.set(start.from.step, { start, path });
  }
  return [...found.values()].flatMap(({ start, path }) => {
    const through = path.map((other) => `"${other.name}"`);
    return [diagnose('AUT-701', at(start.from), { event: start.event ?? '', through, automations: path.map((other) => other.id) })];
  });
}

function sameFields(one: Neighbour, meetings: Meetings): readonly Diagnostic[] {
  return one.footprint.steps.flatMap((step) =>
    step.writes.flatMap((write) => {
      const rivals = meetings
        .writersOf(write.field)
        .filter(({ by, write: theirs }) => by !== one && !shareGroup(one.footprint, by.footprint) && !sameValue(theirs, write));
      const names = [...new Map(rivals.map(({ by }) => [by.id, by.name]))];
      return names.length === 0 ? [] : [diagnose('AUT-702', at(step), { field: write.field, ...named(names) })];
    }),
  );
}

/** Two that always set the same are of one mind. */
function sameValue(one: FieldWrite, other: FieldWrite): boolean {
  return one.value !== undefined && other.value !== undefined && canonicalJson(one.value) === canonicalJson(other.value);
}

/** Where both write to people, a group is proposed; the fix joins the group that the other is in already. */
function sameRecords(one: Neighbour, meetings: Meetings): readonly Diagnostic[] {
  const met = meetings.besides(one).filter((other) => !shareGroup(one.footprint, other.footprint));
  if (met.length === 0) return [];
  const place = { nodeId: one.footprint.trigger.id, pointer: '/trigger' };
  const both = writesToPeople(one.footprint) ? met.filter((other) => writesToPeople(other.footprint)) : [];
  const rest = met.filter((other) => !both.includes(other));
  const say = (code: 'AUT-703' | 'AUT-704', list: readonly Neighbour[]): readonly Diagnostic[] => {
    const names = list.map((other) => [other.id, other.name] as const);
    return list.length === 0 ? [] : [diagnose(code, place, named(names), code === 'AUT-704' ? joining(one, list) : undefined)];
  };
  return [...say('AUT-704', both), ...say('AUT-703', rest)];
}

function joining(one: Neighbour, others: readonly Neighbour[]) {
  const group = others.find((other) => other.footprint.enrollment.exclusive !== undefined);
  const exclusive = group?.footprint.enrollment.exclusive;
  if (group === undefined || exclusive === undefined || one.footprint.enrollment.exclusive !== undefined) return undefined;
  const value = { group: exclusive.group, priority: 0 };
  return { title: `Join the group of "${group.name}"`, patch: [{ op: 'add' as const, path: '/enrollment/exclusive', value }] };
}

function named(list: readonly (readonly [string, string])[]): { readonly [name: string]: Json } {
  const names = list.slice(0, mostNamed).map(([, name]) => `"${name}"`);
  if (list.length > mostNamed) names.push(`${list.length - mostNamed} more`);
  return { names, automations: list.map(([id]) => id) };
}
