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
