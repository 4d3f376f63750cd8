import { z } from 'zod';
import { id, instant, jsonObject, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

export const auditEntry = z
  .object({
    id,
    action: z.string(),
    actor: jsonObject,
    actorName: z.string().nullable(),
    recordName: z.string().nullable(),
    record: z.object({ type: z.string(), id }).nullable(),
    before: jsonObject.nullable(),
    after: jsonObject.nullable(),
    ip: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntry>;

export const listAudit = endpoint({
  method: 'GET',
  path: '/v1/audit',
  summary: 'List what was done to accounts, rights and settings, newest first',
  tag: 'audit',
  query: pageQuery.extend({
    recordId: id.optional(),
    recordType: z.string().max(60).optional(),
    action: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'An action, or the part before its dot: `user` finds all that was done to users.' }),
    actorId: id.optional().meta({ description: 'The user who did it.' }),
    from: instant.optional(),
    to: instant.optional().meta({ description: 'Exclusive.' }),
  }),
  response: pageOf(auditEntry),
});
