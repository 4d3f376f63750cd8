/** Delivery of one message: a workflow of its own on the channel's task queue. */
export const deliveryType = 'delivery';

export interface DeliveryInput {
  readonly tenantId: string;
  readonly messageId: string;
  readonly incarnation: number;
}

export function deliveryWorkflowId(input: DeliveryInput): string {
  return `delivery/${input.tenantId}/${input.messageId}/${input.incarnation}`;
}

/** What became of an attempt. Addresses and contents never appear here. */
export type DeliveryAnswer =
  | { readonly kind: 'done'; readonly status: string }
  /** Not now: the send window is closed, the automation is paused, or somebody else is at it. Look again at `until`. */
  | { readonly kind: 'later'; readonly until: string; readonly why: string }
  /** The message belongs to another incarnation, or is gone. */
  | { readonly kind: 'lost' };

export interface DeliveryActivities {
  deliverMessage: (input: DeliveryInput) => Promise<DeliveryAnswer>;
}
