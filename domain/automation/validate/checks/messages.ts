import { canonicalJson } from '../../plan/canonical-json.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig, atNode } from '../model.ts';
import { ancestorsOf } from '../graph.ts';

/** Consent, repetition, and automations that start themselves. */
export const checkMessages: Check = (model) => [...consent(model), ...repeated(model)];

function consent(model: Model): readonly Diagnostic[] {
  return model.normalized.nodes.flatMap((node) =>
    node.node.type === 'message.email' && node.bound !== null && node.bound.config.consent === null
      ? [
          atConfig(
            node,
            'AUT-401',
            '/consent',
            {},
            {
              title: 'It is transactional',
              patch: [{ op: 'add', path: `${node.pointer}/config/consent`, value: 'transactional' }],
            },
          ),
        ]
      : [],
  );
}

/** The same content to the same recipient in an earlier step of a path. Loops that come back to one step are not meant: they are bounded. */
function repeated(model: Model): readonly Diagnostic[] {
  const byContent = new Map<string, string[]>();
  const position = new Map(model.graph.order.map((id, index) => [id, index]));
  for (const id of model.graph.order) {
    const node = model.graph.byId.get(id);
    if (node?.bound?.category !== 'message') continue;
    const key = canonicalJson([node.node.type, node.bound.config.content ?? node.bound.config.text ?? null, node.bound.config.to ?? null]);
    byContent.set(key, [...(byContent.get(key) ?? []), id]);
  }
  return [...byContent.values()]
    .filter((ids) => ids.length > 1)
    .flatMap((ids) =>
      ids.flatMap((id) => {
        const node = model.graph.byId.get(id);
        const ancestors = ancestorsOf(model.graph, id);
        const earlier = ids.find((other) => other !== id && ancestors.has(other) && (position.get(other) ?? 0) < (position.get(id) ?? 0));
        return node === undefined || earlier === undefined ? [] : [atNode(node, 'AUT-402', { step: earlier })];
      }),
    );
}

/** An answer to new events that the rule of re-enrolment never lets be given. */
export const checkAnswer: Check = (model) => {
  const { reenroll, whileActive } = model.normalized.definition.enrollment;
  if (reenroll !== 'never' || (whileActive !== 'restart' && whileActive !== 'queue')) return [];
  const fix = { title: 'Let records enter again', patch: [{ op: 'replace' as const, path: '/enrollment/reenroll', value: 'always' }] };
  return [diagnose('AUT-506', { nodeId: null, pointer: '/enrollment/whileActive' }, {}, fix)];
};

/** Steps whose effects are events that start this automation. Records that enter only once cannot go round. */
export const checkSelfTrigger: Check = (model) => {
  const { definition, trigger } = model.normalized;
  if (trigger === null || definition.enrollment.reenroll === 'never') return [];
  const changes = new Set((trigger.references.paths ?? []).map((path) => path.value));
  return model.normalized.nodes.flatMap((node) => {
    const caused = node.bound?.emits(definition.subject).find((event) => trigger.events.includes(event));
    if (caused === undefined) return [];
    const writes = node.bound?.references.writes?.map((write) => write.value);
    const touches = changes.size === 0 || writes === undefined || writes.some((field) => changes.has(field));
    return touches ? [atNode(node, 'AUT-501', { event: caused })] : [];
  });
};
