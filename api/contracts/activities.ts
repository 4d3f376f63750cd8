import { z } from 'zod';
import { activityDirections, activityTypes, touchOutcomes } from '../../domain/records/touch-rules.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { id, idParams, instant, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { commaList, json, optionalText, recordLink, recordMeta, recordPointer, userRef } from './records.ts';
import { madeBy, task } from './tasks.ts';

export const activityType = z.enum(activityTypes);
export const touchOutcome = z.enum(touchOutcomes);

export const activity = z
  .object({
    ...recordMeta,
    type: activityType,
    direction: z.enum(activityDirections).nullable(),
    outcome: touchOutcome.nullable(),
    title: z.string(),
    body: z.string().nullable(),
    nextStep: z.string().nullable(),
    nextStepDueAt: instant.nullable(),
    isTouch: z.boolean().meta({ description: 'Contact made by a person.' }),
    occurredAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
    ownerUserId: id.nullable(),
    owner: userRef.nullable(),
    records: z.array(recordLink),
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof activity>;

export const logActivityBody = z
  .strictObject({
    type: activityType,
    direction: z.enum(activityDirections).nullable().optional(),
    outcome: touchOutcome.nullable().optional().meta({ description: 'Obligatory for a touch (call, meeting, social, e-mail, SMS).' }),
    title: optionalText,
    body: optionalText,
    nextStep: optionalText.meta({ description: 'Obligatory for a touch; becomes a follow-up task.' }),
    nextStepDueAt: instant.nullable().optional(),
    occurredAt: instant.optional().meta({ description: 'When it happened; absent means now.' }),
    startedAt: instant.nullable().optional(),
    endedAt: instant.nullable().optional(),
    records: z.array(recordPointer).min(1).max(20).meta({ description: 'What it is about; the first is the subject.' }),
  })
  .meta({ id: 'LogActivity' });
export type LogActivityBody = z.infer<typeof logActivityBody>;

export const loggedActivity = z
  .object({
    activity,
    followUpTask: task.nullable(),
    completedTaskIds: z.array(id).meta({ description: 'First-touch tasks this touch completed.' }),
  })
  .meta({ id: 'LoggedActivity' });

export const logActivity = endpoint({
  method: 'POST',
  path: '/v1/activities',
  summary: 'Log an activity; a touch completes the open first-touch task and plans the next step',
  tag: 'Activities',
  body: logActivityBody,
  response: loggedActivity,
  status: 201,
});

export const activityListQuery = pageQuery.extend({
  type: commaList.optional(),
  owner: z.string().max(40).optional(),
  recordType: z.enum(subjectTypes).optional(),
  recordId: id.optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export type ActivityListQuery = z.infer<typeof activityListQuery>;

export const listActivities = endpoint({
  method: 'GET',
  path: '/v1/activities',
  summary: 'List activities, the latest first',
  tag: 'Activities',
  query: activityListQuery,
  response: pageOf(activity),
});

export const readActivity = endpoint({
  method: 'GET',
  path: '/v1/activities/{id}',
  summary: 'Read an activity',
  tag: 'Activities',
  params: idParams,
  response: activity,
});

export const updateActivity = endpoint({
  method: 'PATCH',
  path: '/v1/activities/{id}',
  summary: 'Correct an activity',
  tag: 'Activities',
  params: idParams,
  body: z.strictObject({ title: optionalText, body: optionalText, outcome: touchOutcome.optional() }),
  response: activity,
  ifMatch: true,
});

export const archiveActivity = endpoint({
  method: 'DELETE',
  path: '/v1/activities/{id}',
  summary: 'Archive an activity',
  tag: 'Activities',
  params: idParams,
});

/** One line of a record's history. `text` is a key of the interface's texts with its values. */
export const timelineItem = z
  .object({
    id: z.string().meta({ description: "The event's number." }),
    type: z.string(),
    occurredAt: instant,
    text: z.object({ key: z.string(), params: z.record(z.string(), json) }),
    subject: z.object({ type: z.string(), id }),
    madeBy,
    changes: z.array(z.object({ field: z.string(), before: json, after: json })),
    activity: activity.nullable().meta({ description: 'The activity itself when the line is about one.' }),
    task: z.object({ id, title: z.string(), status: z.string(), dueAt: instant.nullable() }).nullable(),
    note: z.object({ id, body: z.string() }).nullable(),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof timelineItem>;

const timelineQuery = pageQuery.extend({ types: commaList.optional().meta({ description: 'Only events of these types.' }) });

function timelineOf(path: string, tag: string) {
  return endpoint({
    method: 'GET',
    path: `/v1/${path}/{id}/timeline`,
    summary: 'What happened, the latest first, and why',
    tag,
    params: idParams,
    query: timelineQuery,
    response: pageOf(timelineItem),
  });
}
export const leadTimeline = timelineOf('leads', 'Leads');
export const contactTimeline = timelineOf('contacts', 'Contacts');
export const companyTimeline = timelineOf('companies', 'Companies');
export const dealTimeline = timelineOf('deals', 'Deals');
