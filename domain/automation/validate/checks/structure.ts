import { diagnose } from '../diagnose.ts';
import type { Diagnostic, Fix } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig, atNode } from '../model.ts';

/** Ids, connections and what they connect. */
export const checkStructure: Check = (model) => [
  ...duplicateIds(model),
  ...edges(model),
  ...openBranches(model),
  ...gotos(model),
  ...unreachable(model),
  ...empty(model),
];

function duplicateIds(model: Model): readonly Diagnostic[] {
  const { definition, nodes } = model.normalized;
  const seen = new Set([definition.trigger.id]);
  return nodes.flatMap((node) => {
    if (seen.has(node.id)) return [atNode(node, 'AUT-101', { id: node.id })];
    seen.add(node.id);
    return [];
  });
}

function edges(model: Model): readonly Diagnostic[] {
  const { definition } = model.normalized;
  const seen = new Set<string>();
  return definition.edges.flatMap((edge, index) => {
    const pointer = `/edges/${index}`;
    const fix: Fix = { title: 'Remove the connection', patch: [{ op: 'remove', path: pointer }] };
    const from = model.graph.byId.get(edge.from);
    const isTrigger = edge.from === definition.trigger.id;
    if (from === undefined && !isTrigger)
      return [diagnose('AUT-102', { nodeId: null, pointer: `${pointer}/from` }, { from: edge.from }, fix)];
    const nodeId = edge.from;
    if (edge.to === definition.trigger.id) return [diagnose('AUT-111', { nodeId, pointer: `${pointer}/to` }, {}, fix)];
    const found: Diagnostic[] = [];
    if (!model.graph.byId.has(edge.to)) {
      found.push(diagnose('AUT-103', { nodeId, pointer: `${pointer}/to` }, { outcome: edge.outcome, to: edge.to }, fix));
    }
    const outcomes = isTrigger ? ['next'] : from?.bound?.outcomes.map((outcome) => outcome.name);
    if (outcomes !== undefined && !outcomes.includes(edge.outcome)) {
      found.push(diagnose('AUT-104', { nodeId, pointer: `${pointer}/outcome` }, { outcome: edge.outcome, outcomes }, fix));
    }
    const key = JSON.stringify([edge.from, edge.outcome]);
    if (seen.has(key)) found.push(diagnose('AUT-105', { nodeId, pointer }, { outcome: edge.outcome }, fix));
    seen.add(key);
    return found;
  });
}

/** A step that decides between branches of which none leads anywhere. One open branch is fine: the path ends there. */
function openBranches(model: Model): readonly Diagnostic[] {
  return model.normalized.nodes.flatMap((node) => {
    const branches = node.bound?.outcomes.filter((outcome) => !outcome.optional) ?? [];
    return node.node.type.startsWith('flow.') && branches.length > 1 && (model.graph.outgoing.get(node.id)?.length ?? 0) === 0
      ? [atNode(node, 'AUT-106')]
      : [];
  });
}

function gotos(model: Model): readonly Diagnostic[] {
  return model.normalized.nodes.flatMap((node) => {
    const jump = node.bound?.jump;
    if (jump === null || jump === undefined) return [];
    if (jump.target === node.id) return [atConfig(node, 'AUT-110', '/target')];
    return model.graph.byId.has(jump.target) ? [] : [atConfig(node, 'AUT-109', '/target', { target: jump.target })];
  });
}

function unreachable(model: Model): readonly Diagnostic[] {
  const reached = new Set(model.graph.order);
  return model.normalized.nodes
    .filter((node) => !reached.has(node.id))
    .map((node) => atNode(node, 'AUT-107', {}, { title: 'Remove the step', patch: removal(model, node.id, node.index) }));
}

/** Removes a step with its connections, from the highest index down so that the pointers stay right while it is applied. */
function removal(model: Model, id: string, index: number): Fix['patch'] {
  const edges = model.normalized.definition.edges.flatMap((edge, at) => (edge.from === id || edge.to === id ? [at] : []));
  return [...edges.reverse().map((at) => ({ op: 'remove' as const, path: `/edges/${at}` })), { op: 'remove', path: `/nodes/${index}` }];
}

function empty(model: Model): readonly Diagnostic[] {
  return model.normalized.nodes.length === 0 ? [diagnose('AUT-113', { nodeId: null, pointer: '/nodes' })] : [];
}
