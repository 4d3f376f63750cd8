import type { ValueType } from '../expressions/ast.ts';
import type { Field } from './field-catalogue.ts';
import { leadSources } from './lead-rules.ts';
import { taskKinds } from './task-rules.ts';
import { activityDirections, activityTypes, touchOutcomes } from './touch-rules.ts';

function field(group: string, key: string, type: ValueType, always = false, options?: readonly string[]): Field {
  return {
    key,
    type,
    labelKey: `fields.${group}.${key}`,
    always,
    writable: false,
    ...(options === undefined ? {} : { options: options.map((value) => ({ value })) }),
  };
}

/** `event.*` beside `before`, `after` and `data`: the event that started the run, or in a wait's filter the one that came. */
export const eventFields: readonly Field[] = [
  field('event', 'id', 'text', true),
  field('event', 'type', 'text', true),
  field('event', 'occurredAt', 'datetime', true),
  field('event', 'actor.kind', 'select', true, ['user', 'automation', 'import', 'form', 'webhook', 'system']),
  field('event', 'actor.userId', 'user'),
  field('event', 'subject.id', 'text', true),
  field('event', 'subject.type', 'text', true),
  // Read whole by conditions on changes.
  field('event', 'before', 'unknown'),
  field('event', 'after', 'unknown'),
];

/** `run.*`. */
export const runFields: readonly Field[] = [field('run', 'id', 'text', true), field('run', 'startedAt', 'datetime', true)];

/** `tenant.*`. */
export const tenantFields: readonly Field[] = [field('tenant', 'name', 'text', true), field('tenant', 'timezone', 'text', true)];

const touch: readonly Field[] = [
  field('event', 'type', 'select', false, activityTypes),
  field('event', 'direction', 'select', false, activityDirections),
  field('event', 'outcome', 'select', false, touchOutcomes),
  field('event', 'nextStep', 'text'),
];
const task: readonly Field[] = [
  field('event', 'title', 'text'),
  field('event', 'kind', 'select', false, taskKinds),
  field('event', 'outcome', 'text'),
];
const tag: readonly Field[] = [field('event', 'tag', 'text', true), field('event', 'tagId', 'text')];
const message: readonly Field[] = [
  field('event', 'channel', 'select', false, ['email', 'in_app']),
  field('event', 'subject', 'text'),
  field('event', 'reason', 'text'),
];

/** `event.data.*` by type of event: what the commands are known to write. Other names pass without a type. */
export const eventDataFields: Readonly<Record<string, readonly Field[]>> = {
  'touch.logged': touch,
  'activity.logged': touch,
  'task.created': task,
  'task.completed': task,
  'task.cancelled': task,
  'tag.added': tag,
  'tag.removed': tag,
  'message.queued': message,
  'message.sent': message,
  'message.failed': message,
  'message.bounced': message,
  'message.unknown': message,
  'deal.stage_changed': [field('event', 'from', 'text'), field('event', 'to', 'text')],
  'form.received': [field('event', 'source', 'select', false, leadSources)],
  'form.submitted': [
    field('event', 'formId', 'text', true),
    field('event', 'form', 'text', true),
    field('event', 'created', 'boolean', true),
    field('event', 'pageUrl', 'text'),
    field('event', 'referrer', 'text'),
    field('event', 'consent.given', 'boolean'),
    field('event', 'consent.version', 'number'),
  ],
  'webhook.received': [field('event', 'webhookId', 'text', true), field('event', 'webhook', 'text', true)],
};
