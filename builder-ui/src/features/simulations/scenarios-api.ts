import type { Replay } from '../../../../api/contracts/replays.ts';
import type { ExpectationInput, NewScenario, SavedScenario, ScenarioRuns } from '../../../../api/contracts/scenarios.ts';
import type { AutomationDefinition } from '../../../../domain/automation/definition/definition.ts';
import { bindNode } from '../../../../domain/automation/nodes/bind.ts';
import { api, etagOf } from '../../lib/api/fetch-json.ts';
import { automationKeys } from '../automations/api/automations-api.ts';
import { numbersOf } from '../builder/canvas/step-view.ts';
import { outcomesOf } from '../builder/draft/graph.ts';
import { stepCatalogue } from '../builder/model/step-catalogue.ts';

export const scenarioKeys = { of: (automationId: string) => [...automationKeys.one(automationId), 'scenarios'] as const };

export const scenariosApi = {
  list: (automationId: string, signal: AbortSignal) =>
    api.get<{ items: SavedScenario[] }>(`/v1/automations/${automationId}/scenarios`, undefined, signal),
  create: (automationId: string, scenario: NewScenario) => api.post<SavedScenario>(`/v1/automations/${automationId}/scenarios`, scenario),
  update: async (id: string, version: number, change: Partial<NewScenario>) =>
    (await api.patch<SavedScenario>(`/v1/automation-scenarios/${id}`, change, etagOf(version))).data,
  remove: (id: string) => api.delete<undefined>(`/v1/automation-scenarios/${id}`),
  run: (automationId: string, which: { readonly ids?: readonly string[]; readonly required?: boolean } = {}) =>
    api.post<ScenarioRuns>(`/v1/automations/${automationId}/scenarios/run`, which),
  replay: (automationId: string, which: { readonly last: number } | { readonly runs: readonly string[] }) =>
    api.post<Replay>(`/v1/automations/${automationId}/replay`, which),
};

/** A step as scenarios name it, with the ways out of it. */
export interface ScenarioStep {
  readonly id: string;
  readonly title: string;
  readonly outcomes: readonly string[];
}

/** The steps of a draft in the order in which they are read. */
export function scenarioSteps(draft: AutomationDefinition): readonly ScenarioStep[] {
  const numbers = numbersOf(draft);
  return draft.nodes
    .map((node) => {
      const bound = bindNode(node.type, node.config);
      const number = numbers.get(node.id) ?? 0;
      const title = node.name ?? (bound.ok ? bound.bound.title : node.type);
      return { id: node.id, number, title: `${number}. ${title}`, outcomes: outcomesOf(draft, node.id, stepCatalogue) };
    })
    .sort((a, b) => a.number - b.number);
}

export const expectationKinds = ['ended', 'step', 'messages', 'tasks', 'field', 'total_ended', 'total_outcome'] as const;

/** An expectation of a kind to begin with. */
export function freshExpectation(kind: ExpectationInput['kind'], steps: readonly ScenarioStep[]): ExpectationInput {
  const [step] = steps;
  const counted = { atLeast: null, atMost: 1 };
  switch (kind) {
    case 'ended':
      return { kind, record: null, status: 'succeeded' };
    case 'step':
      return { kind, record: null, step: step?.id ?? '', passed: true };
    case 'messages':
    case 'tasks':
      return { kind, record: null, ...counted };
    case 'field':
      return { kind, record: null, field: 'status', value: '' };
    case 'total_ended':
      return { kind, status: 'succeeded', atLeast: 1, atMost: null };
    case 'total_outcome':
      return { kind, step: step?.id ?? '', outcome: step?.outcomes[0] ?? 'next', atLeast: 1, atMost: null };
  }
}

/** What somebody typed as the value it stands for: numbers and yes or no are not text. */
export function valueOfText(text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  return /^-?\d{1,15}(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}
