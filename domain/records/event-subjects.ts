import type { EventType } from '../events.ts';
import type { SubjectType } from './record-types.ts';
import { subjectTypes } from './record-types.ts';

/** Events that stand on records of several kinds, or are linked to them: a task is about a lead, a file hangs on a deal. */
const linked = new Set(['task', 'activity', 'touch', 'note', 'tag', 'file', 'form', 'webhook', 'message', 'segment']);

/** Events of one record that are about others, too. */
const alsoAbout: { readonly [T in EventType]?: readonly SubjectType[] } = {
  'lead.converted': ['contact', 'company', 'deal'],
  'decision.created': ['deal'],
  'decision.answered': ['deal'],
  'decision.info_requested': ['deal'],
  'decision.info_given': ['deal'],
  'decision.delegated': ['deal'],
  'decision.sla.escalated': ['deal'],
  'decision.decided': ['deal'],
  'contact.company_linked': ['company'],
  'contact.company_unlinked': ['company'],
  'deal.contact_linked': ['contact'],
  'deal.contact_unlinked': ['contact'],
  'deal.company_linked': ['company'],
  'deal.company_unlinked': ['company'],
};

/**
 * The kinds of record that a run can be about which this event begins, or that leave on it: none for events about the machinery itself
 * (automations, runs, imports, users, teams) and for what an automation's own clock tells that automation alone.
 */
export function subjectsOfEvent(type: EventType): readonly SubjectType[] {
  const of = type.slice(0, type.indexOf('.'));
  if (linked.has(of)) return subjectTypes;
  return subjectTypes.filter((subject) => subject === of || alsoAbout[type]?.includes(subject));
}
