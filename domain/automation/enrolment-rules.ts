/** The rules that can keep a record out of an automation, in the order in which they are asked. */
export const rejectionRules = [
  'no_record',
  'record_gone',
  'filter',
  'no_key',
  'active',
  'superseded',
  'queue_full',
  'already_enrolled',
  'loop_rate',
  'cause_depth',
  'not_live',
] as const;
export type RejectionRule = (typeof rejectionRules)[number];

/** What each rule says, for people. */
export const rejectionSentences: Readonly<Record<RejectionRule, string>> = {
  no_record: 'What happened is about no record of this kind.',
  record_gone: 'The record is deleted or archived.',
  filter: 'The record does not meet the enrolment filter.',
  no_key: 'The event does not carry the value that tells runs apart.',
  active: 'A run for it is under way already.',
  superseded: 'A newer event took its place at once.',
  queue_full: 'Too many runs for it wait for their turn.',
  already_enrolled: 'It has been in once, and may not enter again.',
  loop_rate: 'It came in too often within a short time.',
  cause_depth: 'Automations were starting one another in too long a chain.',
  not_live: 'The automation was not live at that moment.',
};
