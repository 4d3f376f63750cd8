import { headerProblem, hostAllowed } from '../../../credentials/credential-rules.ts';
import { isPath } from '../../../http-calls/call-rules.ts';
import { isPrivateHost } from '../../../webhooks/addresses.ts';
import type { NormalNode } from '../../compile/normalize.ts';
import { fixedOrigin } from '../../nodes/http-request.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig } from '../model.ts';

/** What reaches out to other systems, or waits for them: addresses, credentials, headers; forms and webhooks that start runs. */
export const checkOutside: Check = (model) => [
  ...model.normalized.nodes.flatMap((node) => stepProblems(model, node)),
  ...triggerProblems(model),
];

function stepProblems(model: Model, node: NormalNode): readonly Diagnostic[] {
  const { addresses = [], credentials = [], headers = [] } = node.bound?.references ?? {};
  return [
    ...addresses.flatMap(({ value, pointer }) => addressProblems(node, value, pointer)),
    ...credentials.flatMap(({ value, pointer }) => credentialProblems(model, node, value, pointer)),
    ...headers.flatMap(({ value, pointer }) =>
      value !== '' && headerProblem(value) !== null ? [atConfig(node, 'AUT-603', pointer, { name: value })] : [],
    ),
    ...answerProblems(node),
  ];
}

function addressProblems(node: NormalNode, url: string, pointer: string): readonly Diagnostic[] {
  // An empty one is said to be missing already.
  if (url.trim() === '') return [];
  const origin = fixedOrigin(url);
  if (origin === null || origin.username !== '') return [atConfig(node, 'AUT-601', pointer, { url: url.slice(0, 100) })];
  return isPrivateHost(origin.hostname) ? [atConfig(node, 'AUT-602', pointer, { host: origin.hostname })] : [];
}

function credentialProblems(
  model: Model,
  node: NormalNode,
  { id, url }: { readonly id: string; readonly url: string },
  pointer: string,
): readonly Diagnostic[] {
  if (model.context.credential === undefined) return [];
  const credential = model.context.credential(id);
  if (credential === null) return [atConfig(node, 'AUT-604', pointer)];
  const origin = fixedOrigin(url);
  return origin === null || hostAllowed(credential.hosts, origin)
    ? []
    : [atConfig(node, 'AUT-605', pointer, { credential: credential.name, host: origin.host })];
}

function answerProblems(node: NormalNode): readonly Diagnostic[] {
  const names = new Set<string>();
  return (node.bound?.references.answers ?? []).flatMap(({ value, pointer }) => {
    const twice = names.has(value.name);
    names.add(value.name);
    return [
      ...(value.path === '' || isPath(value.path) ? [] : [atConfig(node, 'AUT-606', `${pointer}/path`, { path: value.path })]),
      ...(twice ? [atConfig(node, 'AUT-607', `${pointer}/name`, { name: value.name })] : []),
    ];
  });
}

/** An automation whose form or webhook is gone would wait for ever without a word. */
function triggerProblems(model: Model): readonly Diagnostic[] {
  const { trigger, definition } = model.normalized;
  const { forms = [], inboundWebhooks = [] } = trigger?.references ?? {};
  const place = (pointer: string) => ({ nodeId: definition.trigger.id, pointer: `/trigger/config${pointer}` });
  return [
    ...forms.flatMap(({ value, pointer }) => {
      const form = model.context.form?.(value);
      if (form === null) return [diagnose('AUT-608', place(pointer))];
      if (form?.about === undefined || form.about.includes(definition.subject)) return [];
      return [diagnose('AUT-610', place(pointer), { form: form.name, subject: definition.subject })];
    }),
    ...inboundWebhooks.flatMap(({ value, pointer }) =>
      model.context.inboundWebhook?.(value) === null ? [diagnose('AUT-609', place(pointer))] : [],
    ),
  ];
}
