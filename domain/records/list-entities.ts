import type { PermissionCode } from '../permissions/permissions.ts';

/** The kinds of record that have a list with views, and the plural that stands in addresses and permission codes. */
export const listEntities = ['lead', 'contact', 'company', 'deal', 'task'] as const;
export type ListEntity = (typeof listEntities)[number];

/** The kinds a segment or a bulk change can be about. */
export const segmentEntities = ['lead', 'contact', 'company', 'deal'] as const;
export type SegmentEntity = (typeof segmentEntities)[number];

const plurals = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals', task: 'tasks' } as const;

export function readPermission(entity: ListEntity): PermissionCode {
  return `${plurals[entity]}.read`;
}

export function writePermission(entity: ListEntity): PermissionCode {
  return `${plurals[entity]}.write`;
}
