import { definition, step } from './definitions.ts';

const tag = step('tag', 'record.add_tag');
const rule = { filter: null, key: 'record', reenroll: 'always', whileActive: 'ignore' } as const;
const group = '00000000-0000-7000-8000-0000000000aa';
const segment = '00000000-0000-7000-8000-0000000000bb';
const suppression = (...segments: string[]) => ({ segments, leave: false });
const known = { segment: () => ({ name: 'Customers', entity: 'lead' }) };

/** What the compiler says about groups and about segments that are kept out. */
export const enrolmentCases = {
  'AUT-009': {
    context: {},
    fires: definition([
      ...Array.from({ length: 7 }, (_, n) => step(`wait${n}`, 'wait.duration')),
      step('again', 'flow.goto', { target: 'wait0', maxVisits: 1_000 }),
    ]),
    pointer: '/nodes',
  },
  'AUT-246': {
    fires: definition([tag], { enrollment: { ...rule, exclusive: { group, priority: 0 } } }),
    context: { exclusivityGroup: () => null },
    pointer: '/enrollment/exclusive/group',
  },
  'AUT-507': {
    fires: definition([tag], {
      enrollment: { ...rule, filter: { kind: 'all', of: [{ kind: 'segment', segment }] }, suppression: suppression(segment) },
    }),
    context: known,
    pointer: '/enrollment/suppression/segments/0',
  },
  'AUT-508': {
    fires: definition([tag], { enrollment: { ...rule, suppression: suppression(segment, segment) } }),
    context: known,
    pointer: '/enrollment/suppression/segments/1',
  },
} as const;
