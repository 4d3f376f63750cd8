import { error, warning } from './code-spec.ts';

/** Groups of which a record is in one automation at a time, and segments that are kept out. */
export const enrolmentCodes = {
  'AUT-246': error(
    'Exclusivity group missing',
    'The exclusivity group of this automation does not exist any more.',
    'Choose another group, or take it out of its group.',
  ),
  'AUT-507': warning(
    'Keeps out everybody',
    'Only members of the segment "{segment}" may enter, and all its members are kept out: nobody ever enters.',
    'Take the segment out of the filter, or out of the segments that are kept out.',
  ),
  'AUT-508': warning('Kept out twice', 'The segment "{segment}" is named twice among those that are kept out.', 'Name it once.'),
} as const;

/** How automations at work get on with one another. */
export const neighbourCodes = {
  'AUT-701': warning(
    'Goes round through others',
    'This step starts {through}, which leads back to this automation.',
    'Narrow a trigger or an enrolment filter on the way, or allow each record only once.',
  ),
  'AUT-702': warning(
    'Set by others too',
    'The field "{field}" is also set by {names}: which comes last is chance.',
    'Let one automation set it, or put them into one exclusivity group.',
  ),
  'AUT-703': warning(
    'In several at once',
    'The same event brings the same records into {names}, too.',
    'Narrow one of the filters, unless it is meant; or put them into one exclusivity group.',
  ),
  'AUT-704': warning(
    'Writes to the same people',
    'The same event brings the same records into {names}, which writes to them as well.',
    'Put them into one exclusivity group, so that nobody hears from several at once.',
  ),
} as const;

/** What a run may cost at most. */
export const sizeCodes = {
  'AUT-009': error(
    'Too long a history',
    'One run may come to {events} events in its history; at most {max} are possible.',
    'Let its loops go round less often, or move a part of it into an automation of its own.',
  ),
} as const;
