import type { JsonObject } from './json.ts';
import type { RecordRef } from './records/record-types.ts';
import type { Instant } from './time.ts';

/**
 * Every business event there is. Names are stable for ever: they stand in definitions, subscriptions and webhooks.
 * A new event is added here and in the catalogue of its payload beside the command that writes it.
 */
export const eventTypes = [
  'lead.created',
  'lead.updated',
  'lead.assigned',
  'lead.status_changed',
  'lead.deleted',
  'lead.duplicate_flagged',
  'lead.qualification_changed',
  'lead.score_changed',
  'lead.converted',
  'lead.merged',
  'lead.erased',
  'contact.created',
  'contact.updated',
  'contact.assigned',
  'contact.deleted',
  'contact.merged',
  'contact.erased',
  'contact.opted_in',
  'contact.opted_out',
  'contact.company_linked',
  'contact.company_unlinked',
  'company.created',
  'company.updated',
  'company.assigned',
  'company.member_added',
  'company.member_removed',
  'company.deleted',
  'company.merged',
  'company.erased',
  'deal.created',
  'deal.updated',
  'deal.assigned',
  'deal.stage_changed',
  'deal.status_changed',
  'deal.expanded',
  'deal.item_added',
  'deal.item_updated',
  'deal.item_removed',
  'deal.contact_linked',
  'deal.contact_unlinked',
  'deal.company_linked',
  'deal.company_unlinked',
  'deal.deleted',
  'deal.erased',
  'decision.created',
  'decision.answered',
  'decision.info_requested',
  'decision.info_given',
  'decision.delegated',
  'decision.sla.escalated',
  'decision.decided',
  'task.created',
  'task.updated',
  'task.assigned',
  'task.completed',
  'task.cancelled',
  'task.rescheduled',
  'task.deleted',
  'activity.logged',
  'activity.updated',
  'activity.deleted',
  'touch.logged',
  'note.created',
  'note.updated',
  'note.deleted',
  'file.attached',
  'file.removed',
  'tag.added',
  'tag.removed',
  'date.reached',
  'schedule.due',
  'segment.entered',
  'segment.left',
  'form.received',
  'form.submitted',
  'webhook.received',
  'http.answered',
  'message.queued',
  'message.sent',
  'message.failed',
  'message.bounced',
  'message.unknown',
  'import.completed',
  'automation.published',
  'automation.canary_started',
  'automation.canary_called_back',
  'automation.paused',
  'automation.resumed',
  'automation.archived',
  'run.held',
  'run.ended',
  'user.created',
  'user.deactivated',
  'team.changed',
  'hours.changed',
  'absence.created',
  'absence.updated',
  'absence.deleted',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Who did it. `automation` carries the run that acted; `import` the import; `form` and `webhook` what came in; `system` a sweep or maintenance. */
export type Actor =
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'automation'; readonly automationId: string; readonly runId: string; readonly step: string }
  | { readonly kind: 'import'; readonly importId: string; readonly userId: string }
  | { readonly kind: 'form'; readonly formId: string; readonly submissionId: string }
  | { readonly kind: 'webhook'; readonly webhookId: string; readonly requestId: string }
  | { readonly kind: 'system'; readonly name: string };

/** Why it happened: the chain of causes. `depth` is 0 for a person and one more for every automation in between. */
export interface Cause {
  readonly depth: number;
  /** The event that started the run which acted, as decimal text of a 64-bit number. */
  readonly eventId?: string;
  readonly runId?: string;
  readonly automationId?: string;
}

/** One business event as commands hand it to the recorder; the number and instant are given by the database. */
export interface NewEvent {
  readonly type: EventType;
  readonly subject: RecordRef;
  /** Other records the event is about (the lead of a completed task); each was locked by the command that writes the event. */
  readonly related?: readonly RecordRef[];
  /** Only the fields that changed, by field name. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  /** What is not a field: an outcome, a reason, a tag. */
  readonly data?: JsonObject;
}

/** An event as stored. `id` is decimal text: numbers of one record ascend in the order in which things happened. */
export interface StoredEvent extends NewEvent {
  readonly id: string;
  readonly tenantId: string;
  readonly actor: Actor;
  readonly cause: Cause;
  readonly occurredAt: Instant;
}
