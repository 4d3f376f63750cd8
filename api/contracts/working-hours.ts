import { z } from 'zod';
import { flag, id, idParams, instant, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { hoursShape } from './calendars.ts';

const tag = 'Calendars';

const plainHours = z.object(hoursShape);

/** `version` is that of the own hours, 0 as long as there are none: If-Match of the change. */
export const workingHours = z
  .object({
    id,
    version: z.number().int(),
    own: plainHours.nullable().meta({ description: 'Null: those of the team or the workspace count.' }),
    effective: plainHours.meta({ description: 'What counts, with the holidays of team and workspace.' }),
    from: z.enum(['user', 'team', 'workspace']),
  })
  .meta({ id: 'WorkingHours' });
export type WorkingHours = z.infer<typeof workingHours>;

const body = z.strictObject({
  hours: z
    .strictObject({ ...hoursShape, exceptions: hoursShape.exceptions.default([]) })
    .nullable()
    .meta({
      description: 'Null takes them back.',
    }),
});

const hoursOf = (path: string, whose: string, params: typeof idParams) => ({
  read: endpoint({ method: 'GET', path, summary: `Read ${whose} working hours`, tag, params, response: workingHours }),
  write: endpoint({ method: 'PUT', path, summary: `Set ${whose} working hours`, tag, params, body, response: workingHours, ifMatch: true }),
});

export const teamHours = hoursOf('/v1/teams/{id}/hours', 'a team\u2019s', idParams);
export const userHours = hoursOf('/v1/users/{id}/hours', 'a person\u2019s', idParams);

const mine = '/v1/me/hours';
export const getMyHours = endpoint({
  method: 'GET',
  path: mine,
  summary: 'Read one\u2019s own working hours',
  tag,
  response: workingHours,
});
export const setMyHours = endpoint({
  method: 'PUT',
  path: mine,
  summary: 'Set one\u2019s own working hours',
  tag,
  body,
  response: workingHours,
  ifMatch: true,
});

export const absence = z
  .object({
    id,
    version: z.number().int(),
    userId: id,
    standInUserId: id.nullable(),
    fromDate: z.string(),
    fromTime: z.string().nullable(),
    toDate: z.string(),
    toTime: z.string().nullable(),
    timeZone: z.string(),
    startsAt: instant,
    endsAt: instant,
    note: z.string().nullable().meta({ description: 'Only for the person and for whoever may change calendars.' }),
  })
  .meta({ id: 'Absence' });
export type Absence = z.infer<typeof absence>;

const date = z.string().max(10).meta({ description: '`YYYY-MM-DD`, where the person works.' });
const time = z.string().max(5).nullable().meta({ description: '`HH:MM`; null: from the beginning, to the end of the day.' });
const span = {
  fromDate: date,
  fromTime: time.default(null),
  toDate: date,
  toTime: time.default(null),
  standInUserId: id.nullable().default(null),
  note: z.string().max(5_000).nullable().default(null),
};
const patch = z
  .strictObject({ fromDate: date, fromTime: time, toDate: date, toTime: time, standInUserId: id.nullable(), note: span.note.unwrap() })
  .partial();

export const listAbsences = endpoint({
  method: 'GET',
  path: '/v1/absences',
  summary: 'List who is away now or later, the next to come back first',
  tag,
  query: pageQuery.extend({ userId: id.optional(), past: flag.optional() }),
  response: pageOf(absence),
});
export const addAbsence = endpoint({
  method: 'POST',
  path: '/v1/absences',
  summary: 'Note that somebody is away',
  tag,
  body: z.strictObject({ userId: id, ...span }),
  response: absence,
  status: 201,
});
export const updateAbsence = endpoint({
  method: 'PATCH',
  path: '/v1/absences/{id}',
  summary: 'Change an absence',
  tag,
  params: idParams,
  body: patch,
  response: absence,
  ifMatch: true,
});
export const removeAbsence = endpoint({
  method: 'DELETE',
  path: '/v1/absences/{id}',
  summary: 'Take an absence back',
  tag,
  params: idParams,
  ifMatch: true,
});

export const listMyAbsences = endpoint({
  method: 'GET',
  path: '/v1/me/absences',
  summary: 'List one\u2019s own absences, the next to end first',
  tag,
  query: pageQuery.extend({ past: flag.optional() }),
  response: pageOf(absence),
});
export const addMyAbsence = endpoint({
  method: 'POST',
  path: '/v1/me/absences',
  summary: 'Say that one is away',
  tag,
  body: z.strictObject(span),
  response: absence,
  status: 201,
});
export const updateMyAbsence = endpoint({
  method: 'PATCH',
  path: '/v1/me/absences/{id}',
  summary: 'Change an absence of one\u2019s own',
  tag,
  params: idParams,
  body: patch,
  response: absence,
  ifMatch: true,
});
export const removeMyAbsence = endpoint({
  method: 'DELETE',
  path: '/v1/me/absences/{id}',
  summary: 'Take an absence of one\u2019s own back',
  tag,
  params: idParams,
  ifMatch: true,
});
