import type { FeedRow } from '../../db/queries/read-feed.ts';
import type { PermissionCode } from '../../domain/permissions/permissions.ts';
import type { RecordType } from '../../domain/records/record-types.ts';

const permissionFor: Readonly<Record<RecordType, PermissionCode | null>> = {
  lead: 'leads.read',
  contact: 'contacts.read',
  company: 'companies.read',
  deal: 'deals.read',
  task: 'tasks.read',
  activity: 'activities.read',
  note: 'notes.read',
  message: 'activities.read',
  import: 'imports.read',
  automation: 'automations.read',
  run: 'runs.read',
  user: 'users.read',
  team: 'teams.read',
  tenant: null,
};

/** Whether somebody may be told that something happened to a record. Unknown kinds are kept back. */
export function maySee(permissions: ReadonlySet<string>, row: Pick<FeedRow, 'subjectType'>): boolean {
  if (!(row.subjectType in permissionFor)) return false;
  const permission = permissionFor[row.subjectType as RecordType];
  return permission === null || permissions.has(permission);
}
