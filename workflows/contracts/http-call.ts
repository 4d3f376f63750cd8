/** One call to another system, from its first attempt to its last. */
export const httpCallType = 'httpCall';

export interface HttpCallInput {
  readonly tenantId: string;
  readonly callId: string;
  readonly incarnation: number;
}

export function httpCallWorkflowId(input: HttpCallInput): string {
  return `http/${input.tenantId}/${input.callId}/${input.incarnation}`;
}

/** What became of an attempt. Addresses and contents never appear here. */
export type HttpCallAnswer =
  /** It is over; its row says how. */
  | { readonly kind: 'done' }
  | { readonly kind: 'later'; readonly until: string }
  /** The call belongs to another incarnation, or is gone. */
  | { readonly kind: 'lost' };

export interface HttpCallActivities {
  makeHttpCall: (input: HttpCallInput) => Promise<HttpCallAnswer>;
}
