import type { JsonObject } from '../json.ts';

/** The rules that can keep a record out of an automation, in the order in which they are asked. */
export const rejectionRules = [
  'no_record',
  'record_gone',
  'filter',
  'suppressed',
  'no_key',
  'active',
  'superseded',
  'queue_full',
  'already_enrolled',
  'loop_rate',
  'exclusive',
  'cause_depth',
  'not_live',
] as const;
export type RejectionRule = (typeof rejectionRules)[number];

/** What each rule says, for people. */
export const rejectionSentences: Readonly<Record<RejectionRule, string>> = {
  no_record: 'What happened is about no record of this kind.',
  record_gone: 'The record is deleted or archived.',
  filter: 'The record does not meet the enrolment filter.',
  suppressed: 'It is in a segment that is kept out.',
  no_key: 'The event does not carry the value that tells runs apart.',
  active: 'A run for it is under way already.',
  superseded: 'A newer event took its place at once.',
  queue_full: 'Too many runs for it wait for their turn.',
  already_enrolled: 'It has been in once, and may not enter again.',
  loop_rate: 'It came in too often within a short time.',
  exclusive: 'Another automation of its exclusivity group has it already.',
  cause_depth: 'Automations were starting one another in too long a chain.',
  not_live: 'The automation was not live at that moment.',
};

/** The same with the names it is about, where the values say them. */
export function rejectionSentence(rule: RejectionRule, details: JsonObject | null | undefined): string {
  const word = (name: string): string | null => {
    const value = details?.[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const [segment, automation, group] = [word('segmentName'), word('automation'), word('groupName')];
  if (rule === 'suppressed' && segment !== null) return `It is in the segment "${segment}", which is kept out.`;
  if (rule === 'exclusive' && automation !== null)
    return group === null ? `"${automation}" has it already.` : `"${automation}" of the group "${group}" has it already.`;
  return rejectionSentences[rule];
}

/** Why a run ends whose record another automation of the group takes over. */
export function takenOver(automation: string, group?: string): string {
  return group === undefined || group === ''
    ? `"${automation}" took the record over: it goes first in their exclusivity group.`
    : `"${automation}" took the record over: it goes first in the group "${group}".`;
}
