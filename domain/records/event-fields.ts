import type { EventType } from '../events.ts';
import type { ValueType } from '../expressions/ast.ts';
import type { Field } from './field-catalogue.ts';
import { accountRoles } from './account-team.ts';
import { dealItemKinds, dealItemStatuses } from './deal-items.ts';
import { dealCompanyRoles, dealContactRoles } from './deal-links.ts';
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

const activity: readonly Field[] = [
  field('event', 'activityId', 'text'),
  field('event', 'type', 'select', false, activityTypes),
  field('event', 'direction', 'select', false, activityDirections),
  field('event', 'outcome', 'select', false, touchOutcomes),
  field('event', 'title', 'text'),
  field('event', 'nextStep', 'text'),
  field('event', 'nextStepDueAt', 'datetime'),
];
const activityChange: readonly Field[] = [field('event', 'type', 'select', true, activityTypes), field('event', 'title', 'text', true)];
const task: readonly Field[] = [
  field('event', 'title', 'text'),
  field('event', 'kind', 'select', false, taskKinds),
  field('event', 'outcome', 'text'),
];
const tag: readonly Field[] = [field('event', 'tag', 'text', true), field('event', 'tagId', 'text')];
const file: readonly Field[] = [field('event', 'fileId', 'text', true), field('event', 'name', 'text', true)];
const segment: readonly Field[] = [field('event', 'segmentId', 'text', true), field('event', 'segment', 'text', true)];
const dueDate: readonly Field[] = [
  field('event', 'automationId', 'text', true),
  field('event', 'field', 'text', true),
  field('event', 'date', 'date', true),
  field('event', 'occasion', 'text', true),
  field('event', 'dueAt', 'datetime', true),
  field('event', 'offset.amount', 'number', true),
  field('event', 'offset.unit', 'select', true, ['minutes', 'hours', 'days', 'weeks']),
  field('event', 'offset.direction', 'select', true, ['before', 'after']),
];
const message: readonly Field[] = [
  field('event', 'channel', 'select', false, ['email', 'in_app']),
  field('event', 'subject', 'text'),
  field('event', 'reason', 'text'),
];
const merged: readonly Field[] = [
  field('event', 'mergeId', 'text', true),
  field('event', 'loserId', 'text', true),
  field('event', 'name', 'text', true),
];
const duplicate: readonly Field[] = [
  field('event', 'duplicateOf', 'text', true),
  field('event', 'score', 'number', true),
  field('event', 'reason', 'select', true, ['email', 'phone']),
];
const consent: readonly Field[] = [
  field('event', 'channel', 'text', true),
  field('event', 'address', 'text', true),
  field('event', 'source', 'text'),
];
const company: readonly Field[] = [field('event', 'company', 'text', true), field('event', 'relation', 'text')];
const member: readonly Field[] = [
  field('event', 'userId', 'user', true),
  field('event', 'name', 'text', true),
  field('event', 'role', 'select', true, accountRoles),
];
const dealItem: readonly Field[] = [
  field('event', 'itemId', 'text', true),
  field('event', 'kind', 'select', true, dealItemKinds),
  field('event', 'title', 'text', true),
  field('event', 'status', 'select', true, dealItemStatuses),
];
const dealContact: readonly Field[] = [
  field('event', 'contact', 'text', true),
  field('event', 'role', 'select', true, dealContactRoles),
  field('event', 'roleBefore', 'select', false, dealContactRoles),
];
const dealCompany: readonly Field[] = [field('event', 'company', 'text', true), field('event', 'role', 'select', true, dealCompanyRoles)];
const decision: readonly Field[] = [
  field('event', 'decisionId', 'text', true),
  field('event', 'question', 'text', true),
  field('event', 'action', 'select', true, ['deal.terms', 'deal.win', 'deal.review']),
  field('event', 'status', 'select', true, ['pending', 'info_requested', 'approved', 'rejected', 'cancelled', 'expired']),
  field('event', 'discountPercent', 'number'),
  field('event', 'amountMinor', 'number', true),
];
const run: readonly Field[] = [
  field('event', 'automationId', 'text', true),
  field('event', 'automation', 'text', true),
  field('event', 'reason', 'text'),
];
const automation: readonly Field[] = [field('event', 'name', 'text', true)];
/** Told by the fields that changed alone: `event.before` and `event.after`. */
const nothing: readonly Field[] = [];

/** `event.data.*` by type of event: what the commands write. Names beside these pass without a type. */
export const eventDataFields: { readonly [T in EventType]: readonly Field[] } = {
  'lead.created': nothing,
  'lead.updated': nothing,
  'lead.assigned': nothing,
  'lead.status_changed': nothing,
  'lead.deleted': nothing,
  'lead.duplicate_flagged': duplicate,
  'lead.qualification_changed': [field('event', 'coverage', 'number', true), field('event', 'coverageBefore', 'number', true)],
  'lead.score_changed': [field('event', 'because', 'select', false, ['lead', 'rules']), field('event', 'reason', 'text')],
  'lead.converted': [
    field('event', 'contactId', 'text', true),
    field('event', 'companyId', 'text'),
    field('event', 'dealId', 'text'),
    field('event', 'name', 'text', true),
  ],
  'lead.merged': merged,
  'lead.erased': nothing,
  'contact.created': nothing,
  'contact.updated': nothing,
  'contact.assigned': nothing,
  'contact.deleted': nothing,
  'contact.merged': merged,
  'contact.erased': nothing,
  'contact.opted_in': consent,
  'contact.opted_out': consent,
  'contact.company_linked': company,
  'contact.company_unlinked': company,
  'company.created': nothing,
  'company.updated': nothing,
  'company.assigned': nothing,
  'company.member_added': member,
  'company.member_removed': member,
  'company.deleted': nothing,
  'company.merged': merged,
  'company.erased': nothing,
  'deal.created': nothing,
  'deal.updated': nothing,
  'deal.assigned': nothing,
  'deal.stage_changed': [
    field('event', 'from', 'text'),
    field('event', 'to', 'text', true),
    field('event', 'fromStageId', 'text', true),
    field('event', 'toStageId', 'text', true),
    field('event', 'reason', 'text'),
  ],
  'deal.status_changed': nothing,
  'deal.expanded': [field('event', 'dealId', 'text', true), field('event', 'name', 'text', true)],
  'deal.item_added': dealItem,
  'deal.item_updated': [...dealItem, field('event', 'statusBefore', 'select', true, dealItemStatuses), field('event', 'update', 'text')],
  'deal.item_removed': dealItem,
  'deal.contact_linked': dealContact,
  'deal.contact_unlinked': dealContact,
  'deal.company_linked': dealCompany,
  'deal.company_unlinked': dealCompany,
  'deal.deleted': nothing,
  'deal.erased': nothing,
  'decision.created': decision,
  'decision.answered': [...decision, field('event', 'answer', 'select', true, ['approved', 'rejected']), field('event', 'note', 'text')],
  'decision.info_requested': [...decision, field('event', 'note', 'text')],
  'decision.info_given': [...decision, field('event', 'note', 'text')],
  'decision.delegated': [...decision, field('event', 'toUserId', 'user', true)],
  'decision.sla.escalated': [...decision, field('event', 'step', 'text', true)],
  'decision.decided': [...decision, field('event', 'effect', 'select', false, ['done', 'failed'])],
  'task.created': [...task, field('event', 'dueAt', 'datetime')],
  'task.updated': task,
  'task.assigned': nothing,
  'task.completed': task,
  'task.cancelled': task,
  'task.rescheduled': task,
  'task.deleted': nothing,
  'activity.logged': activity,
  'activity.updated': activityChange,
  'activity.deleted': activityChange,
  'touch.logged': activity,
  'note.created': [field('event', 'excerpt', 'text', true)],
  'note.updated': nothing,
  'note.deleted': nothing,
  'file.attached': [...file, field('event', 'size', 'number', true)],
  'file.removed': file,
  'tag.added': tag,
  'tag.removed': tag,
  'segment.entered': segment,
  'segment.left': segment,
  'date.reached': dueDate,
  'schedule.due': [
    field('event', 'automationId', 'text', true),
    field('event', 'occasion', 'text', true),
    field('event', 'dueAt', 'datetime', true),
  ],
  'form.received': [
    field('event', 'form', 'text'),
    field('event', 'source', 'select', false, leadSources),
    field('event', 'created', 'boolean'),
  ],
  'form.submitted': [
    field('event', 'formId', 'text', true),
    field('event', 'form', 'text', true),
    field('event', 'created', 'boolean', true),
    field('event', 'pageUrl', 'text'),
    field('event', 'referrer', 'text'),
    field('event', 'consent.given', 'boolean'),
    field('event', 'consent.version', 'number'),
  ],
  'webhook.received': [
    field('event', 'webhookId', 'text', true),
    field('event', 'webhook', 'text', true),
    field('event', 'requestId', 'text'),
    field('event', 'created', 'boolean'),
  ],
  'http.answered': [
    field('event', 'callId', 'text', true),
    field('event', 'runId', 'text', true),
    field('event', 'step', 'text', true),
    field('event', 'method', 'text', true),
    field('event', 'host', 'text', true),
    field('event', 'status', 'number'),
    field('event', 'ok', 'boolean', true),
  ],
  'message.queued': message,
  'message.sent': message,
  'message.failed': message,
  'message.bounced': message,
  'message.unknown': message,
  'import.completed': [
    field('event', 'fileName', 'text'),
    field('event', 'rows', 'number'),
    field('event', 'imported', 'number'),
    field('event', 'updated', 'number'),
    field('event', 'rejected', 'number'),
    field('event', 'duplicates', 'number'),
  ],
  'automation.published': [...automation, field('event', 'version', 'number', true)],
  'automation.canary_started': [...automation, field('event', 'version', 'number', true), field('event', 'size', 'number', true)],
  'automation.canary_called_back': [...automation, field('event', 'version', 'number', true)],
  'automation.paused': automation,
  'automation.resumed': automation,
  'automation.archived': automation,
  'run.held': [...run, field('event', 'code', 'text', true)],
  'run.ended': [...run, field('event', 'status', 'text', true)],
  'user.created': nothing,
  'user.deactivated': nothing,
  'team.changed': nothing,
  'hours.changed': nothing,
  'absence.created': nothing,
  'absence.updated': nothing,
  'absence.deleted': nothing,
};

/** The same for a name that came from outside. */
export function dataFieldsOf(event: string): readonly Field[] {
  return Object.hasOwn(eventDataFields, event) ? eventDataFields[event as EventType] : nothing;
}
