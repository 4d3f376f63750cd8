import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { type Judged, judge, type TenantFacts } from './validation.ts';

export interface Question {
  readonly serial: number;
  readonly definition: AutomationDefinition;
  /** Sent only when they changed; kept until then. */
  readonly facts?: TenantFacts;
}
export interface Answer extends Judged {
  readonly serial: number;
}

let facts: TenantFacts | undefined;

self.onmessage = (event: MessageEvent<Question>) => {
  const { serial, definition } = event.data;
  facts = event.data.facts ?? facts;
  if (facts === undefined) return;
  const answer: Answer = { serial, ...judge(definition, facts) };
  self.postMessage(answer);
};
