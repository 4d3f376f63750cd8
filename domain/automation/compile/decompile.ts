import type { AutomationDefinition, DefinitionEdge, DefinitionNode, Settings } from '../definition/definition.ts';
import { bindNode } from '../nodes/bind.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';

/** The definition a plan was made from, in canonical form: nodes in reading order, no notes. Compiling it gives the same plan again. */
export function decompile(plan: Plan, name: string): AutomationDefinition {
  return {
    schemaVersion: 1,
    name,
    subject: plan.subject,
    trigger: { id: plan.trigger.id, type: plan.trigger.type, config: plan.trigger.config },
    enrollment: plan.enrollment,
    exit: plan.exit,
    settings: plan.settings,
    nodes: plan.steps.map((step) => nodeOf(step, plan.settings)),
    edges: [...(plan.entry === null ? [] : [{ from: plan.trigger.id, outcome: 'next', to: plan.entry }]), ...plan.steps.flatMap(edgesOf)],
  };
}

function nodeOf(step: PlanStep, settings: Settings): DefinitionNode {
  const bound = bindNode(step.type, step.config);
  const isOwnName = !bound.ok || bound.bound.title !== step.title;
  return {
    id: step.id,
    type: step.type,
    ...(isOwnName ? { name: step.title } : {}),
    ...failureOf(step, settings),
    config: step.config,
  };
}

/** What was said of failures of this step alone. */
function failureOf(step: PlanStep, settings: Settings): Pick<DefinitionNode, 'onFailure'> {
  const { on, ...delays } = step.retry;
  const retry = on === undefined ? undefined : { ...delays, on };
  const rule = step.onError === 'branch' || step.onError === settings.onError ? undefined : step.onError;
  if (retry === undefined && rule === undefined) return {};
  return { onFailure: { ...(retry === undefined ? {} : { retry }), ...(rule === undefined ? {} : { rule }) } };
}

function edgesOf(step: PlanStep): readonly DefinitionEdge[] {
  if (step.type === 'flow.goto') return [];
  return Object.entries(step.next).flatMap(([outcome, to]) => (to === null ? [] : [{ from: step.id, outcome, to }]));
}
