import type { EventType } from '../events.ts';
import type { JsonObject } from '../json.ts';

/** How an event is told on a timeline: the key of a sentence and its values. */
export interface TimelineText {
  readonly key: string;
  readonly params: JsonObject;
}

/** Events that only accompany a more telling one and would say the same thing twice. */
export const silentTypes: readonly EventType[] = ['touch.logged', 'date.reached', 'schedule.due'];

/** Fields whose change has an event of its own: an `updated` that names no others is not told again. */
export const toldElsewhere: readonly string[] = [
  'status',
  'ownerUserId',
  'routingReason',
  'dueAt',
  'stageId',
  'statusReason',
  'stageEnteredAt',
  'closedAt',
  'evidenceCoverage',
  'score',
  'convertedAt',
];

/** Whether an event stands on a timeline by itself. `*.updated` is left out when a more telling event says all of it. */
export function isOnTimeline(event: { readonly type: EventType; readonly after?: JsonObject | null }): boolean {
  if (silentTypes.includes(event.type)) return false;
  if (!event.type.endsWith('.updated') || !event.after) return true;
  return Object.keys(event.after).some((field) => !toldElsewhere.includes(field));
}

/** The event as a sentence; the interface has one text per key. */
export function timelineText(event: {
  readonly type: EventType;
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly data?: JsonObject | null;
}): TimelineText {
  const before = event.before ?? {};
  const after = event.after ?? {};
  const data = event.data ?? {};
  const key = `timeline.${event.type.replaceAll('.', '_')}`;
  if (event.type.endsWith('.updated'))
    return { key, params: { fields: Object.keys(after).filter((field) => !toldElsewhere.includes(field)) } };
  if (event.type.endsWith('.status_changed')) {
    return { key, params: { from: before.status ?? null, to: after.status ?? null, reason: after.statusReason ?? data.reason ?? null } };
  }
  if (event.type.endsWith('.stage_changed')) return { key, params: { from: data.from ?? null, to: data.to ?? null } };
  if (event.type.endsWith('.assigned')) {
    return {
      key,
      params: { from: before.ownerUserId ?? null, to: after.ownerUserId ?? null, reason: after.routingReason ?? data.reason ?? null },
    };
  }
  if (event.type === 'lead.score_changed')
    return { key, params: { from: before.score ?? null, to: after.score ?? null, reason: data.reason ?? null } };
  if (event.type === 'form.received') return { key, params: { ...data, name: data.form ?? null } };
  if (event.type === 'form.submitted') return { key, params: { name: data.form ?? null } };
  if (event.type.startsWith('segment.')) return { key, params: { name: data.segment ?? null } };
  if (event.type === 'webhook.received') return { key, params: { name: data.webhook ?? null } };
  if (event.type.endsWith('.created')) return { key, params: { ...data, source: after.source ?? null } };
  return { key, params: data };
}
