import type { EventType } from '../../../events.ts';
import { eventTypes } from '../../../events.ts';
import { subjectsOfEvent } from '../../../records/event-subjects.ts';
import { resolvePath } from '../../../records/field-catalogue.ts';
import type { NormalNode } from '../../compile/normalize.ts';
import type { Located, References } from '../../nodes/spec.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig, canReach, isCompletedBefore, stepScope } from '../model.ts';

/** What must be filled in or exist in the tenant: texts, lists, templates, people, teams, events. */
export const checkSettings: Check = (model) =>
  model.normalized.nodes.flatMap((node) => (node.bound === null ? [] : stepSettings(model, node, node.bound.references)));

function stepSettings(model: Model, node: NormalNode, references: References): readonly Diagnostic[] {
  const each = <T>(list: readonly Located<T>[] | undefined, check: (value: T, pointer: string) => readonly Diagnostic[]) =>
    (list ?? []).flatMap(({ value, pointer }) => check(value, pointer));
  return [
    ...each(references.required, (text, at) => (text.trim() === '' ? [atConfig(node, 'AUT-217', at)] : [])),
    ...each(references.nonEmpty, (length, at) => (length === 0 ? [atConfig(node, 'AUT-218', at)] : [])),
    ...each(references.given, (given, at) => (given ? [] : [atConfig(node, 'AUT-310', at)])),
    ...each(references.missingDate, (choice, at) =>
      choice === null
        ? [
            atConfig(
              node,
              'AUT-309',
              at,
              {},
              { title: 'Go on by a branch of its own', patch: [{ op: 'add', path: `${node.pointer}/config${at}`, value: 'branch' }] },
            ),
          ]
        : [],
    ),
    ...each(references.shares, (shares, at) => shareProblems(node, shares, at)),
    ...each(references.templates, (id, at) => templateProblems(model, node, id, at)),
    ...each(references.users, (id, at) => userProblems(model, node, id, at)),
    ...each(references.teams, (id, at) => teamProblems(model, node, id, at)),
    ...eventProblems(node, references),
    ...each(references.steps, (step, at) => (node.bound?.jump ? [] : sinceProblems(model, node, step, at))),
  ];
}

function shareProblems(node: NormalNode, shares: readonly number[], pointer: string): readonly Diagnostic[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 100) < 1e-6) return [];
  const even = Math.floor(100 / shares.length);
  const patch = shares.map((_, index) => ({
    op: 'replace' as const,
    path: `${node.pointer}/config${pointer}/${index}/percent`,
    value: index === 0 ? 100 - even * (shares.length - 1) : even,
  }));
  return [atConfig(node, 'AUT-114', pointer, { sum: Math.round(sum * 100) / 100 }, { title: 'Share evenly', patch })];
}

function templateProblems(model: Model, node: NormalNode, id: string, pointer: string): readonly Diagnostic[] {
  if (id === '') return [atConfig(node, 'AUT-211', pointer)];
  if (model.context.template === undefined) return [];
  const template = model.context.template(id);
  if (template === null) return [atConfig(node, 'AUT-209', pointer)];
  const scope = stepScope(model, node);
  return template.variables.flatMap((path) => {
    const known = path.startsWith('steps.')
      ? scope.outputType(path.split('.')[1] ?? '', path.split('.').slice(2).join('.'))
      : resolvePath(scope.catalogue, scope, path);
    return known === null ? [atConfig(node, 'AUT-210', pointer, { template: template.name, path })] : [];
  });
}

function userProblems(model: Model, node: NormalNode, id: string, pointer: string): readonly Diagnostic[] {
  if (id === '') return [atConfig(node, 'AUT-222', pointer)];
  if (model.context.user === undefined) return [];
  const user = model.context.user(id);
  if (user === null) return [atConfig(node, 'AUT-212', pointer)];
  return user.active ? [] : [atConfig(node, 'AUT-215', pointer, { user: user.name })];
}

function teamProblems(model: Model, node: NormalNode, id: string, pointer: string): readonly Diagnostic[] {
  if (id === '') return [atConfig(node, 'AUT-223', pointer)];
  if (model.context.team === undefined) return [];
  const team = model.context.team(id);
  if (team === null) return [atConfig(node, 'AUT-213', pointer)];
  return team.activeMembers > 0 ? [] : [atConfig(node, 'AUT-214', pointer, { team: team.name })];
}

function eventProblems(node: NormalNode, references: References): readonly Diagnostic[] {
  const events = references.eventTypes;
  if (node.node.type !== 'wait.for_event') return [];
  if (events === undefined || events.length === 0) return [atConfig(node, 'AUT-218', '/events')];
  return events.flatMap(({ value, pointer }) => (isEventType(value) ? [] : [atConfig(node, 'AUT-220', pointer, { type: value })]));
}

function isEventType(type: string): type is EventType {
  return eventTypes.some((known) => known === type);
}

function sinceProblems(model: Model, node: NormalNode, step: string, pointer: string): readonly Diagnostic[] {
  const before =
    isCompletedBefore(model, step, node.id) ||
    (step !== node.id && model.graph.byId.has(step) && !model.completed.reaches(node.id) && canReach(model, step, node.id));
  return before ? [] : [atConfig(node, 'AUT-221', pointer, { step })];
}

/** The trigger's events, exit events, enrolment key. */
export const checkTrigger: Check = (model) => {
  const { definition, trigger } = model.normalized;
  const found: Diagnostic[] = [];
  const check = (type: string, nodeId: string | null, pointer: string): void => {
    if (!isEventType(type)) found.push(diagnose('AUT-220', { nodeId, pointer }, { type }));
    else if (!subjectsOfEvent(type).includes(definition.subject))
      found.push(diagnose('AUT-503', { nodeId, pointer }, { event: type, subject: definition.subject }));
  };
  trigger?.references.eventTypes?.forEach(({ value, pointer }) => check(value, definition.trigger.id, `/trigger/config${pointer}`));
  definition.exit.forEach((rule, index) => {
    if (rule.kind === 'event') rule.events.forEach((type, at) => check(type, null, `/exit/${index}/events/${at}`));
  });
  if (definition.trigger.type === 'trigger.event' && trigger !== null && trigger.events.length === 0) {
    found.push(diagnose('AUT-502', { nodeId: definition.trigger.id, pointer: '/trigger/config/events' }));
  }
  if (
    trigger !== null &&
    trigger.events.length === 0 &&
    definition.trigger.type === 'trigger.manual' &&
    definition.enrollment.key !== 'record'
  ) {
    found.push(
      diagnose(
        'AUT-504',
        { nodeId: null, pointer: '/enrollment/key' },
        { key: definition.enrollment.key },
        {
          title: 'One run per record',
          patch: [{ op: 'replace', path: '/enrollment/key', value: 'record' }],
        },
      ),
    );
  }
  return found;
};
