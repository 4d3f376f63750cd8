import type { Diagnostic } from '../diagnostic.ts';
import type { Link } from '../graph.ts';
import type { Check, Model } from '../model.ts';
import { atNode } from '../model.ts';

/** Loops must wait or be bounded. A jump through `flow.goto` is bounded; without a wait in its loop it still deserves a word. */
export const checkLoops: Check = (model) => {
  const unwaited = (link: Link) => !waits(model, link.from);
  const endless = nodesOnLoops(model, (link) => unwaited(link) && !link.jump);
  const errors = firstOfEach(model, endless, (link) => unwaited(link) && !link.jump).map((id) => model.graph.byId.get(id));
  return [...errors.flatMap((node) => (node === undefined ? [] : [atNode(node, 'AUT-108')])), ...quickJumps(model, endless)];
};

function waits(model: Model, id: string): boolean {
  return model.graph.byId.get(id)?.bound?.category === 'wait';
}

/** Ids on cycles of the links that are followed: the strongly connected components with more than one step, or a link to itself. */
function nodesOnLoops(model: Model, follow: (link: Link) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (const component of components(model, follow)) {
    const [only] = component;
    const loops = component.length > 1 || (model.graph.outgoing.get(only ?? '') ?? []).some((link) => follow(link) && link.to === only);
    if (loops) for (const id of component) found.add(id);
  }
  return found;
}

/** The step of each loop that a person reads first. */
function firstOfEach(model: Model, onLoops: ReadonlySet<string>, follow: (link: Link) => boolean): readonly string[] {
  const position = new Map(model.graph.order.map((id, index) => [id, index]));
  return components(model, follow)
    .filter((component) => component.some((id) => onLoops.has(id)))
    .map((component) => [...component].sort((a, b) => (position.get(a) ?? Infinity) - (position.get(b) ?? Infinity))[0] ?? '');
}

function quickJumps(model: Model, endless: ReadonlySet<string>): readonly Diagnostic[] {
  const follow = (link: Link) => !waits(model, link.from);
  const quick = nodesOnLoops(model, follow);
  return model.normalized.nodes.flatMap((node) => {
    const jump = node.bound?.jump;
    return jump && quick.has(node.id) && !endless.has(node.id) ? [atNode(node, 'AUT-112', { times: jump.maxVisits })] : [];
  });
}

/** Tarjan's algorithm without recursion. */
function components(model: Model, follow: (link: Link) => boolean): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const result: string[][] = [];
  const visit = (root: string): void => {
    const calls: { id: string; links: Link[] }[] = [];
    const open = (id: string): void => {
      index.set(id, index.size);
      low.set(id, index.size - 1);
      stack.push(id);
      onStack.add(id);
      calls.push({ id, links: (model.graph.outgoing.get(id) ?? []).filter(follow) });
    };
    open(root);
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const link = call.links.pop();
      if (link === undefined) {
        calls.pop();
        close(call.id, calls.at(-1)?.id);
      } else if (!index.has(link.to)) open(link.to);
      else if (onStack.has(link.to)) lower(call.id, index.get(link.to) ?? 0);
    }
  };
  const lower = (id: string, to: number): void => void low.set(id, Math.min(low.get(id) ?? to, to));
  const close = (id: string, parent: string | undefined): void => {
    if (low.get(id) === index.get(id)) {
      const component: string[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member);
        component.push(member);
        if (member === id) break;
      }
      result.push(component);
    }
    if (parent !== undefined) lower(parent, low.get(id) ?? 0);
  };
  for (const node of model.normalized.nodes) if (!index.has(node.id)) visit(node.id);
  return result;
}
