import type { JsonObject } from '../../domain/json.ts';
import { definition, step } from './definitions.ts';

const set = (id: string, name: string, type = 'number', value: JsonObject = { kind: 'literal', value: 1 }) =>
  step(id, 'flow.set_variable', { variables: [{ name, type, value }] });
const readsPoints = (id: string) => step(id, 'record.create_task', { title: 'Has {{vars.points}} points' });

/** Drawings that make the compiler say what it has to say of variables and failures. */
export const variableCases = {
  'AUT-231': {
    fires: definition([set('a', 'points'), set('b', 'points', 'text', { kind: 'literal', value: 'x' }), readsPoints('c')]),
    nodeId: 'b',
    pointer: '/nodes/1/config/variables/0/name',
  },
  'AUT-232': {
    fires: definition([step('if', 'flow.if'), set('set', 'points'), readsPoints('read')], {
      edges: [
        { from: 'start', outcome: 'next', to: 'if' },
        { from: 'if', outcome: 'yes', to: 'set' },
        { from: 'set', outcome: 'next', to: 'read' },
        { from: 'if', outcome: 'no', to: 'read' },
      ],
    }),
    nodeId: 'read',
    pointer: '/nodes/2/config/title',
  },
  'AUT-233': { fires: definition([set('set', 'points')]), nodeId: 'set', pointer: '/nodes/0/config/variables/0/name' },
  'AUT-234': {
    fires: definition(
      [{ ...step('tag', 'record.add_tag'), onFailure: { rule: 'fail' } }, step('other', 'record.add_tag', { tags: ['x'] })],
      {
        edges: [
          { from: 'start', outcome: 'next', to: 'tag' },
          { from: 'tag', outcome: 'error', to: 'other' },
        ],
      },
    ),
    nodeId: 'tag',
    pointer: '/nodes/0/onFailure/rule',
  },
} as const;
