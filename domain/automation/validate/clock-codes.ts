import type { CodeSpec } from './code-spec.ts';

/** What can be wrong with what begins runs by date, schedule or segment. */
export const clockCodes = {
  'AUT-801': {
    severity: 'error',
    title: 'Date not chosen',
    message: 'Choose the date that starts the automation.',
    help: 'Open the trigger and choose a field with a date.',
  },
  'AUT-802': {
    severity: 'error',
    title: 'Not a date of the record',
    message: '"{path}" is not a date of the {subject} itself.',
    help: 'Choose a date or time of the record that the automation is about; dates of related records can be copied into a field of it.',
  },
  'AUT-803': {
    severity: 'error',
    title: 'Date without a distance',
    message: 'Nothing says when: on the date, or so long before or after it.',
    help: 'Open the trigger and add when it starts.',
  },
  'AUT-804': {
    severity: 'warning',
    title: 'One date keeps the next one out',
    message: 'A run that is still under way for one of these dates keeps the record from entering by the next.',
    help: 'Let each date have a run of its own, unless one run at a time is meant.',
  },
  'AUT-805': {
    severity: 'error',
    title: 'Not a schedule',
    message: '"{cron}" is not a schedule: {problem}.',
    help: 'Write minute, hour, day of the month, month and day of the week, such as 0 9 * * 1 for Mondays at nine.',
  },
  'AUT-806': {
    severity: 'error',
    title: 'Schedule never comes',
    message: 'No day fits the schedule "{cron}", so it would never start anything.',
    help: 'Choose days that exist.',
  },
  'AUT-807': {
    severity: 'error',
    title: 'Schedule comes too often',
    message: 'The schedule comes every {minutes} minutes at times; at least {least} have to lie between.',
    help: 'Let it come less often, or start the automation by what happens to a record.',
  },
  'AUT-808': {
    severity: 'error',
    title: 'Segment not chosen',
    message: 'Choose the segment that records enter or leave.',
    help: 'Open the trigger and choose; segments are made under Segments.',
  },
} as const satisfies Readonly<Record<string, CodeSpec>>;
