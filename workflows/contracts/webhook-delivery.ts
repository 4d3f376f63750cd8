/** Deliveries of one subscription: a workflow that runs as long as there are any. */
export const webhookDeliveryType = 'webhookDelivery';

export interface WebhookDeliveryInput {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly incarnation: number;
}

export function webhookDeliveryWorkflowId(input: WebhookDeliveryInput): string {
  return `webhooks/${input.tenantId}/${input.subscriptionId}/${input.incarnation}`;
}

export type WebhookDeliveryAnswer =
  /** There may be more at once. */
  | { readonly kind: 'again' }
  /** The next attempt is due then. */
  | { readonly kind: 'later'; readonly until: string }
  /** Nothing is left to deliver; the next event starts another workflow. */
  | { readonly kind: 'done' }
  | { readonly kind: 'lost' };

export interface WebhookActivities {
  deliverWebhooks: (input: WebhookDeliveryInput) => Promise<WebhookDeliveryAnswer>;
}
