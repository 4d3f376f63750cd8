import type { Footprint, Neighbour, StepEffects } from '../../domain/automation/analysis/footprint.ts';
import type { JsonObject } from '../../domain/json.ts';
import { definition, step } from './definitions.ts';

/** What others would notice of an automation about leads. */
export function neighbour(name: string, more: Partial<Footprint> = {}): Neighbour {
  const footprint: Footprint = {
    subject: 'lead',
    trigger: { id: 'start', events: [], filter: null },
    enrollment: { filter: null, reenroll: 'always' },
    reads: [],
    steps: [],
    ...more,
  };
  return { id: name, name, footprint };
}

export function effects(step: string, more: Partial<StepEffects> = {}): StepEffects {
  return { step, index: 0, events: [], writes: [], creates: [], runs: [], message: false, ...more };
}

export const on = (...events: string[]) => ({ id: 'start', events, filter: null });

const always = { filter: null, key: 'record', reenroll: 'always', whileActive: 'ignore' } as const;
const starting = (config: JsonObject) => ({ trigger: { id: 'start', type: 'trigger.event', config }, enrollment: always }) as const;
const setsStatus = step('set', 'record.update', { changes: [{ field: 'lead.status', value: { kind: 'literal', value: 'contacted' } }] });
const tag = step('tag', 'record.add_tag');
const mail = step('mail', 'message.email', { content: { kind: 'template', templateId: 'welcome' }, consent: 'transactional' });
const beside = (...others: Neighbour[]) => ({ neighbours: { self: 'me', others } });

/** One drawing beside others at work, per code. */
export const neighbourCases = {
  'AUT-701': {
    fires: definition([setsStatus], starting({ events: ['tag.added'], changes: [] })),
    context: beside(neighbour('Tags again', { trigger: on('lead.status_changed'), steps: [effects('t', { events: ['tag.added'] })] })),
    nodeId: 'set',
    pointer: '/nodes/0',
  },
  'AUT-702': {
    fires: definition([setsStatus]),
    context: beside(neighbour('Loses', { steps: [effects('s', { writes: [{ field: 'lead.status', value: 'lost' }] })] })),
    nodeId: 'set',
  },
  'AUT-703': {
    fires: definition([tag], starting({ events: ['touch.logged'], changes: [] })),
    context: beside(neighbour('Counts', { trigger: on('touch.logged') })),
    nodeId: 'start',
    pointer: '/trigger',
  },
  'AUT-704': {
    fires: definition([mail], starting({ events: ['touch.logged'], changes: [] })),
    context: beside(
      neighbour('Writes', {
        trigger: on('touch.logged'),
        enrollment: { filter: null, reenroll: 'always', exclusive: { group: 'g', priority: 1 } },
        steps: [effects('m', { message: true })],
      }),
    ),
    nodeId: 'start',
  },
} as const;
