import type { TriggerType } from '../../domain/automation/nodes/node-types.ts';
import { triggerFixtures } from '../../domain/automation/nodes/fixtures.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../domain/json.ts';
import { definition, step } from './definitions.ts';

const by = (type: TriggerType, config: JsonObject, more: Partial<AutomationDefinition> = {}) =>
  definition([step('tag', 'record.add_tag')], { trigger: { id: 'start', type, config: { ...triggerFixtures[type], ...config } }, ...more });

export const clockCases = {
  'AUT-801': { fires: by('trigger.date', { field: null }), nodeId: 'start', pointer: '/trigger/config/field' },
  'AUT-802': { fires: by('trigger.date', { field: 'lead.score' }), nodeId: 'start', pointer: '/trigger/config/field' },
  'AUT-803': { fires: by('trigger.date', { offsets: [] }), nodeId: 'start', pointer: '/trigger/config/offsets' },
  'AUT-804': { fires: by('trigger.date', {}), pointer: '/enrollment/key' },
  'AUT-805': { fires: by('trigger.schedule', { cron: 'every monday' }), nodeId: 'start', pointer: '/trigger/config/cron' },
  'AUT-806': { fires: by('trigger.schedule', { cron: '0 9 30 2 *' }), nodeId: 'start' },
  'AUT-807': { fires: by('trigger.schedule', { cron: '*/2 * * * *' }), nodeId: 'start' },
  'AUT-808': { fires: by('trigger.segment', { segmentId: null }), nodeId: 'start', pointer: '/trigger/config/segmentId' },
} as const;
