/** Task queues by workload; their rates and workers stand in temporal.yaml. */
export const taskQueues = {
  automation: 'automation',
  crm: 'crm',
  bulk: 'bulk',
  http: 'http',
  email: 'messaging-email',
  sms: 'messaging-sms',
} as const;
