import type { PlanSegment } from '../plan/plan.ts';
import type { Model } from '../validate/model.ts';
import type { LoweredStep } from './lower.ts';
import { readsOf } from './reads.ts';

/**
 * Fourth phase: which steps one transaction can run. A segment begins at the entry or behind a wait and holds every step that can be reached
 * from there without waiting, up to and including the waits it opens.
 */
export function fuse(model: Model, steps: readonly LoweredStep[]): readonly PlanSegment[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const reads = new Map(steps.map((step) => [step.id, readsOfStep(model, step.id)]));
  return entriesOf(model, steps).map((entry) => {
    const members = reachedWithoutWait(entry, byId);
    const inOrder = steps.filter((step) => members.has(step.id)).map((step) => step.id);
    return { entry, steps: inOrder, reads: [...new Set(inOrder.flatMap((id) => reads.get(id) ?? []))].sort() };
  });
}

function readsOfStep(model: Model, id: string): readonly string[] {
  const references = model.graph.byId.get(id)?.bound?.references;
  return references === undefined ? [] : readsOf(model, references, model.normalized.definition.subject);
}

function entriesOf(model: Model, steps: readonly LoweredStep[]): readonly string[] {
  const entries = new Set<string>();
  if (model.graph.entry !== null) entries.add(model.graph.entry);
  for (const step of steps) {
    if (step.category !== 'wait') continue;
    for (const target of Object.values(step.next)) if (target !== null) entries.add(target);
  }
  return steps.filter((step) => entries.has(step.id)).map((step) => step.id);
}

function reachedWithoutWait(entry: string, byId: ReadonlyMap<string, LoweredStep>): ReadonlySet<string> {
  const members = new Set<string>();
  const open = [entry];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = byId.get(id);
    if (step === undefined || members.has(id)) continue;
    members.add(id);
    if (step.category === 'wait') continue;
    for (const target of Object.values(step.next)) if (target !== null) open.push(target);
  }
  return members;
}
