import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig, atNode } from '../model.ts';
import { ancestorsOf } from '../graph.ts';
import { areBeside } from '../scopes.ts';

/** Deeper nests are nothing a person can read. */
const deepest = 5;

/** Branches that go on side by side: where they meet, and what they may not do to one another. */
export const checkBranches: Check = (model) => [
  ...misfits(model),
  ...joins(model),
  ...sharedVariables(model),
  ...depth(model),
  ...goals(model),
];

function misfits(model: Model): readonly Diagnostic[] {
  const { byId } = model.graph;
  const seen = new Set<string>();
  const found = model.scopes.misfits.flatMap((link) => {
    const at = byId.get(link.jump ? link.from : link.to);
    if (at === undefined || seen.has(at.id)) return [];
    seen.add(at.id);
    return [link.jump ? atConfig(at, 'AUT-117', '/target') : atNode(at, 'AUT-115')];
  });
  const bare = new Set(model.scopes.bare.map((link) => link.to));
  return [...found, ...[...bare].flatMap((id) => asList(byId.get(id)).map((node) => atNode(node, 'AUT-116')))];
}

function joins(model: Model): readonly Diagnostic[] {
  return [...model.scopes.meetings].flatMap(([opener, met]) => {
    const [first, ...others] = [...met.keys()];
    const node = model.graph.byId.get(opener);
    if (first === undefined || node?.bound?.parallel !== true) return [];
    const branches = node.bound.outcomes.map((outcome) => outcome.name);
    const coming = met.get(first) ?? new Set();
    const join = model.graph.byId.get(first);
    if (join?.bound === null || join === undefined) return [];
    const { mode, count } = join.bound.config;
    const never = mode === 'some' && typeof count === 'number' && count > coming.size;
    const away = branches.filter((branch) => !coming.has(branch));
    return [
      ...others.flatMap((id) => asList(model.graph.byId.get(id)).map((other) => atNode(other, 'AUT-118', { join: first }))),
      ...(never
        ? [
            atConfig(
              join,
              'AUT-119',
              '/count',
              { count, branches: coming.size },
              {
                title: 'Wait for all of them',
                patch: [{ op: 'replace', path: `${join.pointer}/config/mode`, value: 'all' }],
              },
            ),
          ]
        : []),
      ...(mode === 'all' && away.length > 0 && others.length === 0 ? [atNode(join, 'AUT-120', { branches: away })] : []),
    ];
  });
}

/** Which of two branches comes last is chance. */
function sharedVariables(model: Model): readonly Diagnostic[] {
  const setters = model.normalized.nodes.flatMap((node) =>
    (node.bound?.references.variables ?? []).map(({ value, pointer }) => ({
      node,
      name: value.name,
      pointer,
      sides: model.scopes.of(node.id),
    })),
  );
  return setters.flatMap((setter, index) => {
    const other = setters
      .slice(0, index)
      .find((one) => one.name === setter.name && setter.name !== '' && areBeside(one.sides, setter.sides));
    return other === undefined ? [] : [atConfig(setter.node, 'AUT-121', setter.pointer, { name: setter.name, step: other.node.id })];
  });
}

function depth(model: Model): readonly Diagnostic[] {
  return model.normalized.nodes.flatMap((node) =>
    node.bound?.parallel === true && model.scopes.of(node.id).length >= deepest ? [atNode(node, 'AUT-122', { max: deepest })] : [],
  );
}

/** A goal shortens the way of a run that stands still before it; the rounds of a loop are too many to have one. */
function goals(model: Model): readonly Diagnostic[] {
  return model.normalized.nodes.flatMap((node) => {
    if (node.node.type !== 'flow.goal') return [];
    const looped = model.scopes.of(node.id).some((side) => model.graph.byId.get(side.step)?.bound?.parallel !== true);
    if (looped) return [atNode(node, 'AUT-123')];
    const before = [...ancestorsOf(model.graph, node.id)];
    return before.some((id) => model.graph.byId.get(id)?.bound?.category === 'wait') ? [] : [atNode(node, 'AUT-124')];
  });
}

function asList<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
