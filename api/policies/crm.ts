import { needs } from './policy.ts';

export const leadPolicy = { read: needs('leads.read'), write: needs('leads.write') };
export const contactPolicy = { read: needs('contacts.read'), write: needs('contacts.write') };
export const companyPolicy = { read: needs('companies.read'), write: needs('companies.write') };
export const dealPolicy = { read: needs('deals.read'), write: needs('deals.write') };
export const taskPolicy = { read: needs('tasks.read'), write: needs('tasks.write') };
export const activityPolicy = { read: needs('activities.read'), write: needs('activities.write') };
export const notePolicy = { read: needs('notes.read'), write: needs('notes.write') };
export const tagPolicy = { read: needs('tags.read'), write: needs('tags.write') };
export const fieldPolicy = { read: needs('fields.read'), write: needs('fields.write') };
export const pipelinePolicy = { read: needs('pipelines.read'), write: needs('pipelines.write') };
export const calendarPolicy = { read: needs('calendars.read'), write: needs('calendars.write') };
