import type { AutomationDefinition } from '../../../../domain/automation/definition/definition.ts';
import { triggerSpecs } from '../../../../domain/automation/nodes/registry.ts';
import type { SubjectType } from '../../../../domain/records/record-types.ts';

/** A draft without steps: the builder says what is missing. */
export function emptyDraft(name: string, subject: SubjectType): AutomationDefinition {
  return {
    schemaVersion: 1,
    name,
    subject,
    trigger: { id: 'start', type: 'trigger.event', config: triggerSpecs['trigger.event'].defaults },
    enrollment: { filter: null, key: 'record', reenroll: 'after_end', whileActive: 'ignore' },
    exit: [],
    settings: { timeZone: 'tenant', onError: 'hold', loopGuard: { max: 20, perHours: 24 } },
    nodes: [],
    edges: [],
  };
}
