import { z } from 'zod';
import { idParams, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { recordMeta } from './records.ts';

const hours = z.array(z.object({ from: z.string().max(5), to: z.string().max(5) })).max(10);

/** Hours by weekday (1 is Monday), exceptions by local date. */
export const hoursShape = {
  timeZone: z.string().max(100),
  week: z.record(z.string().max(1), hours),
  exceptions: z.array(z.object({ date: z.string().max(10), name: z.string().max(200).exactOptional(), hours })).max(1_000),
};
const shape = { name: z.string().max(60_000), ...hoursShape };

export const calendar = z.object({ ...recordMeta, ...shape, isDefault: z.boolean() }).meta({ id: 'BusinessCalendar' });
export type Calendar = z.infer<typeof calendar>;

export const listCalendars = endpoint({
  method: 'GET',
  path: '/v1/calendars',
  summary: 'List business calendars',
  tag: 'Calendars',
  query: pageQuery,
  response: pageOf(calendar),
});
export const createCalendar = endpoint({
  method: 'POST',
  path: '/v1/calendars',
  summary: 'Create a business calendar',
  tag: 'Calendars',
  body: z.strictObject({ ...shape, exceptions: shape.exceptions.optional(), isDefault: z.boolean().optional() }),
  response: calendar,
  status: 201,
});
export const readCalendar = endpoint({
  method: 'GET',
  path: '/v1/calendars/{id}',
  summary: 'Read a business calendar',
  tag: 'Calendars',
  params: idParams,
  response: calendar,
});
export const updateCalendar = endpoint({
  method: 'PATCH',
  path: '/v1/calendars/{id}',
  summary: 'Change a business calendar',
  tag: 'Calendars',
  params: idParams,
  body: z.strictObject({ ...shape, isDefault: z.boolean() }).partial(),
  response: calendar,
  ifMatch: true,
});
export const archiveCalendar = endpoint({
  method: 'DELETE',
  path: '/v1/calendars/{id}',
  summary: 'Archive a business calendar',
  tag: 'Calendars',
  params: idParams,
});
