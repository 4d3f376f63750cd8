import { may, type Principal } from '../lib/principal.ts';
import { needs, requireThat } from './policy.ts';

export const leadPolicy = {
  read: needs('leads.read'),
  write: needs('leads.write'),
  convert: needs('leads.convert'),
  configure: needs('leads.configure'),
};
export const mergePolicy = { merge: needs('records.merge') };
export const contactPolicy = { read: needs('contacts.read'), write: needs('contacts.write') };
export const companyPolicy = { read: needs('companies.read'), write: needs('companies.write') };
export const dealPolicy = { read: needs('deals.read'), write: needs('deals.write') };
export const erasePolicy = needs('records.erase');
export const taskPolicy = { read: needs('tasks.read'), write: needs('tasks.write') };
export const activityPolicy = { read: needs('activities.read'), write: needs('activities.write') };
export const notePolicy = { read: needs('notes.read'), write: needs('notes.write') };
export const tagPolicy = { read: needs('tags.read'), write: needs('tags.write') };
export const fieldPolicy = { read: needs('fields.read'), write: needs('fields.write') };
export const pipelinePolicy = { read: needs('pipelines.read'), write: needs('pipelines.write') };
export const calendarPolicy = { read: needs('calendars.read'), write: needs('calendars.write') };

/** Everybody who works leads may take one; giving one to somebody else, or to nobody, needs the right to assign. */
export function requireMayAssign(principal: Principal, from: string | null, to: string | null | undefined): void {
  if (to === undefined || to === from || to === principal.userId) return;
  requireThat(may(principal, 'leads.assign'), 'Your role does not allow giving leads to others. You can take them yourself.');
}
