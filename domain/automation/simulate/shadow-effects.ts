import { buildCall } from '../../http-calls/build-call.ts';
import { addBusinessTime } from '../../calendar/business-time.ts';
import { valueOf } from '../../expressions/evaluate.ts';
import { renderText } from '../../expressions/text.ts';
import type { Json, JsonObject } from '../../json.ts';
import { addMilliseconds, millisecondsOf } from '../../time.ts';
import { hoursFor } from '../nodes/hours.ts';
import type { EffectNodeType } from '../nodes/node-types.ts';
import type { ConfigOf } from '../nodes/registry.ts';
import { configOf } from '../nodes/registry.ts';
import type { Due, Person } from '../nodes/shared.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { StepKey, StepResult } from '../run/run-types.ts';
import type { Course } from './scenario.ts';
import { shadowFind } from './shadow-find.ts';
import { runAutomation } from './shadow-automations.ts';
import { archive, associate, create, moveStage } from './shadow-records.ts';
import { madeRef, objectIn } from './shadow-run.ts';
import type { ShadowRun } from './shadow-run.ts';

/** What looks at the world outside is asked for by the segment: see `shadowFind`. */
type ShadowedType = Exclude<EffectNodeType, 'record.find'>;

type Shadow<T extends ShadowedType> = (
  config: ConfigOf<T>,
  run: ShadowRun,
  at: { readonly step: PlanStep; readonly key: StepKey },
) => StepResult;

/** What each effect does to a run's own small world. Mapped over the types: an effect without its shadow does not compile. */
const shadows: { readonly [T in ShadowedType]: Shadow<T> } = {
  'flow.run_automation': runAutomation,
  'record.create_task': createTask,
  'record.update': update,
  'record.add_tag': (config, run) => tag(config.tags, run, 'tag.added'),
  'record.remove_tag': (config, run) => tag(config.tags, run, 'tag.removed'),
  'record.assign': assign,
  'record.log_activity': (config, run, { key }) => {
    const subject = renderText(config.subject, run.facts());
    run.happens('activity.logged', madeRef('activity', key, run), { related: [run.subject], data: { type: config.type } });
    return {
      kind: 'done',
      outcome: 'next',
      inputs: { type: config.type, subject },
      output: { activity: { ...madeRef('activity', key, run) } },
    };
  },
  'record.create': create,
  'record.associate': associate,
  'record.archive': archive,
  'record.move_stage': moveStage,
  'message.email': email,
  'http.request': callNobody,
  'message.in_app': (config, run) => {
    const recipient = personOf(config.to, run);
    return { kind: 'done', outcome: 'next', inputs: { to: recipient, text: renderText(config.text, run.facts()) }, output: { recipient } };
  },
};

export function* shadowEffect(step: PlanStep & { readonly type: EffectNodeType }, key: StepKey, run: ShadowRun): Course<StepResult> {
  return step.type === 'record.find' ? yield* shadowFind(step, run) : shadowOf(step.type, step, key, run);
}

function shadowOf<T extends ShadowedType>(type: T, step: PlanStep, key: StepKey, run: ShadowRun): StepResult {
  return shadows[type](configOf(step, type), run, { step, key });
}

/** In a simulation nobody is called: the other side is taken to agree, and to say nothing. */
function callNobody(config: ConfigOf<'http.request'>, run: ShadowRun): StepResult {
  const built = buildCall(config, run.facts());
  if ('problem' in built) return { kind: 'fail', reason: built.problem };
  const { method, url, body } = built.request;
  const values = Object.fromEntries(config.answer.map((field) => [field.name, null]));
  return {
    kind: 'done',
    outcome: 'ok',
    inputs: { method, url, ...(body === null ? {} : { body }) },
    output: { status: null, ok: true, error: null, body: null, ...values },
  };
}

function createTask(config: ConfigOf<'record.create_task'>, run: ShadowRun, { key }: { readonly key: StepKey }): StepResult {
  const title = renderText(config.title, run.facts());
  const meant = personOf(config.assignee, run);
  const assignee = config.whenAway === 'stand_in' ? run.actingFor(meant) : meant;
  const when = dueOf(config.due, run, assignee ?? run.ownerId);
  if ('problem' in when) return { kind: 'fail', reason: when.problem, inputs: { title } };
  const task = madeRef('task', key, run);
  run.made.push({ kind: 'task', ref: task, at: run.now, person: assignee, taskKind: config.kind, open: true });
  if (assignee !== null) run.shared.openTasks.set(assignee, (run.shared.openTasks.get(assignee) ?? 0) + 1);
  run.happens('task.created', task, { related: [run.subject], data: { kind: config.kind } });
  return {
    kind: 'done',
    outcome: 'next',
    inputs: { title, priority: config.priority, kind: config.kind, dueAt: when.due, assignee },
    output: { task: { ...task }, dueAt: when.due, assignee },
  };
}

function update(config: ConfigOf<'record.update'>, run: ShadowRun): StepResult {
  const fields: Record<string, Json> = {};
  const custom: Record<string, Json> = {};
  for (const change of config.changes) {
    const [, first, second] = change.field.split('.');
    const value = valueOf(change.value, run.facts());
    if (first === 'custom' && second !== undefined) custom[second] = value;
    else if (first !== undefined) fields[first] = value;
  }
  const patch: JsonObject = {
    ...fields,
    ...(Object.keys(custom).length === 0 ? {} : { custom: { ...objectIn(run.record['custom']), ...custom } }),
  };
  const before = run.mark;
  run.write(patch);
  return { kind: 'done', outcome: 'next', inputs: patch, output: { changed: run.mark !== before } };
}

function tag(names: readonly string[], run: ShadowRun, type: 'tag.added' | 'tag.removed'): StepResult {
  const had = Array.isArray(run.record['tags']) ? run.record['tags'].filter((name): name is string => typeof name === 'string') : [];
  const same = (one: string) => names.some((name) => name.toLowerCase() === one.toLowerCase());
  const kept = had.filter((one) => !same(one));
  const changed =
    type === 'tag.added' ? names.filter((name) => !had.some((one) => one.toLowerCase() === name.toLowerCase())) : had.filter(same);
  run.record = { ...run.record, tags: type === 'tag.added' ? [...had, ...changed].sort() : kept };
  for (const name of changed) run.happens(type, run.subject, { data: { tag: name } });
  return { kind: 'done', outcome: 'next', inputs: { tags: [...names] }, output: {} };
}

const assignWords = { owner: 'Assigned by an automation', round_robin: 'Next in turn', least_loaded: 'Least to do' } as const;

function assign(config: ConfigOf<'record.assign'>, run: ShadowRun, { step }: { readonly step: PlanStep }): StepResult {
  const previousOwner = run.ownerId;
  if (config.onlyIfUnassigned && previousOwner !== null) {
    return { kind: 'done', outcome: 'next', output: { owner: previousOwner, previousOwner, reason: 'It has an owner already.' } };
  }
  const chosen = config.mode === 'owner' ? personOf(config.to, run) : fromPool(config, run, step.id, previousOwner);
  const inputs = { mode: config.mode };
  if (chosen === null) {
    const reason = 'There is nobody to assign it to.';
    return 'nobody' in step.next ? { kind: 'skip', outcome: 'nobody', reason, inputs } : { kind: 'fail', reason, inputs };
  }
  run.write({ ownerUserId: chosen });
  run.happens(`${run.subject.type}.assigned`, run.subject, { data: { ownerUserId: chosen } });
  return {
    kind: 'done',
    outcome: 'next',
    inputs,
    output: { owner: chosen, previousOwner, reason: config.reason === '' ? assignWords[config.mode] : config.reason },
  };
}

function fromPool(
  config: Exclude<ConfigOf<'record.assign'>, { mode: 'owner' }>,
  run: ShadowRun,
  step: string,
  previousOwner: string | null,
): string | null {
  const { pool } = config;
  const members = pool.kind === 'users' ? pool.userIds : (run.world.teams.find((team) => team.id === pool.teamId)?.members ?? []);
  const eligible = members
    .filter((id) => run.person(id) !== null && !run.isAway(id) && !(config.excludeOwner && id === previousOwner))
    .sort((a, b) => (a < b ? -1 : 1));
  if (eligible.length === 0) return null;
  if (config.mode === 'least_loaded') {
    const load = (id: string): number => (run.person(id)?.openTasks ?? 0) + (run.shared.openTasks.get(id) ?? 0);
    return [...eligible].sort((a, b) => load(a) - load(b) || (a < b ? -1 : 1))[0] ?? null;
  }
  const turns = `${run.automationId}/${step}`;
  const turn = run.shared.turns.get(turns) ?? 0;
  run.shared.turns.set(turns, turn + 1);
  return eligible[turn % eligible.length] ?? null;
}

function email(
  config: ConfigOf<'message.email'>,
  run: ShadowRun,
  { step, key }: { readonly step: PlanStep; readonly key: StepKey },
): StepResult {
  const to = addressOf(config, run);
  if (to === null)
    return { kind: 'skip', outcome: 'not_sent' in step.next ? 'not_sent' : 'next', reason: 'There is no e-mail address to send to.' };
  const message = madeRef('message', key, run);
  const toSubject = config.to.kind === 'subject';
  if (toSubject) run.made.push({ kind: 'message', ref: message, at: run.now, person: null, taskKind: null, open: true });
  run.happens('message.queued', message, { related: [run.subject], data: { channel: 'email' } });
  const subject = config.content.kind === 'inline' ? config.content.subject : step.title;
  return { kind: 'done', outcome: 'next', inputs: { to, subject, toRecord: toSubject }, output: { message: { ...message } } };
}

function addressOf(config: ConfigOf<'message.email'>, run: ShadowRun): string | null {
  const { to } = config;
  const value =
    to.kind === 'subject'
      ? run.record['email']
      : to.kind === 'address'
        ? valueOf(to.value, run.facts())
        : run.person(personOf(to.person, run))?.email;
  return typeof value === 'string' && value.includes('@') ? value : null;
}

function personOf(person: Person, run: ShadowRun): string | null {
  switch (person.kind) {
    case 'owner':
      return run.ownerId;
    case 'user':
      return person.userId;
    case 'manager':
      return run.person(run.ownerId)?.managerId ?? null;
    case 'expression': {
      const value = valueOf(person.value, run.facts());
      return typeof value === 'string' ? (run.person(value)?.id ?? null) : null;
    }
  }
}

function dueOf(due: Due | null, run: ShadowRun, forWhom: string | null): { readonly due: string | null } | { readonly problem: string } {
  if (due === null) return { due: null };
  if (due.kind === 'expression') {
    const value = valueOf(due.value, run.facts());
    if (value === null) return { problem: 'The date it is due by has no value.' };
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? { problem: `"${String(value)}" is not a date.` } : { due: new Date(time).toISOString() };
  }
  if (due.duration.business !== true) return { due: addMilliseconds(run.now, millisecondsOf(due.duration)) };
  const open = addBusinessTime(
    hoursFor({ calendar: run.calendar, hours: run.hoursOf(forWhom) }, due.duration.whose),
    run.now,
    due.duration,
  );
  return open.ok ? { due: open.instant } : { problem: open.problem };
}
