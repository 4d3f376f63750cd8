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
