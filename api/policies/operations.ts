import { needs } from './policy.ts';

export const auditPolicy = { read: needs('audit.read') };
export const outboxPolicy = { read: needs('outbox.read') };
