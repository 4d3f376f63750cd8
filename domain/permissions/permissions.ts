/**
 * Every capability there is, as one stable code. Roles hold codes; routes and screens ask for codes, never for roles.
 * `write` covers create, update and archive; what needs more trust than that has a code of its own.
 */
export const permissionCodes = [
  'leads.read',
  'leads.write',
  'leads.assign',
  'leads.convert',
  'leads.configure',
  'records.merge',
  'contacts.read',
  'contacts.write',
  'companies.read',
  'companies.write',
  'deals.read',
  'deals.write',
  'deals.reopen',
  'decisions.read',
  'decisions.decide',
  'decisions.configure',
  'tasks.read',
  'tasks.write',
  'activities.read',
  'activities.write',
  'notes.read',
  'notes.write',
  'tags.read',
  'tags.write',
  'fields.read',
  'fields.write',
  'pipelines.read',
  'pipelines.write',
  'calendars.read',
  'calendars.write',
  'imports.read',
  'imports.write',
  'exports.write',
  'automations.read',
  'automations.write',
  'automations.publish',
  'runs.read',
  'runs.write',
  'runs.enroll',
  'templates.read',
  'templates.write',
  'forms.read',
  'forms.write',
  'webhooks.read',
  'webhooks.write',
  'credentials.read',
  'credentials.write',
  'users.read',
  'users.write',
  'teams.read',
  'teams.write',
  'roles.read',
  'roles.write',
  'api_keys.write',
  'audit.read',
  'outbox.read',
  'operations.read',
  'records.erase',
  'tenant.write',
  'plan.view',
  'entitlements.overrides.manage',
] as const;
export type PermissionCode = (typeof permissionCodes)[number];

/** Codes of the roles every tenant is born with. */
export const roleCodes = ['super_admin', 'admin', 'manager', 'rep', 'viewer', 'partner', 'customer'] as const;
export type RoleCode = (typeof roleCodes)[number];

const reads = permissionCodes.filter((code) => code.endsWith('.read'));
const viewerReads = reads.filter(
  (code) => !['audit.read', 'outbox.read', 'operations.read', 'roles.read', 'webhooks.read', 'credentials.read'].includes(code),
);
const repWrites = [
  'leads.write',
  'leads.convert',
  'contacts.write',
  'companies.write',
  'deals.write',
  'tasks.write',
  'activities.write',
  'notes.write',
  'tags.write',
] as const satisfies readonly PermissionCode[];

/** Whose records the reports of a role cover: one's own, those of the teams one manages, or everybody's. */
export type ReportingScope = 'self' | 'team' | 'all';

/** Whose records a role shows: those of its holder, of everybody in a team with them, or all. Records without an owner are seen by all. */
export const visibilities = ['own', 'team', 'all'] as const;
export type Visibility = (typeof visibilities)[number];

export interface SeededRole {
  readonly name: string;
  readonly permissions: readonly PermissionCode[];
  readonly scope: ReportingScope;
  /** The role above it; portals stand outside the ladder. */
  readonly above: RoleCode | null;
}

/** What the seeded roles may do. A user's permissions are the union over their roles. */
export const seededRoles: Readonly<Record<RoleCode, SeededRole>> = {
  super_admin: { name: 'Super admin', permissions: permissionCodes, scope: 'all', above: null },
  admin: { name: 'Admin', permissions: permissionCodes, scope: 'all', above: 'super_admin' },
  manager: {
    name: 'Manager',
    scope: 'team',
    above: 'admin',
    permissions: [
      ...viewerReads,
      ...repWrites,
      'leads.assign',
      'records.merge',
      'deals.reopen',
      'decisions.decide',
      'imports.write',
      'exports.write',
      'runs.write',
      'runs.enroll',
      'templates.write',
      'operations.read',
      'plan.view',
    ],
  },
  rep: { name: 'Rep', permissions: [...viewerReads, ...repWrites], scope: 'self', above: 'manager' },
  viewer: { name: 'Viewer', permissions: viewerReads, scope: 'self', above: 'rep' },
  // Portals see what is shared with them, which is granted record by record and not by codes.
  partner: { name: 'Partner', permissions: [], scope: 'self', above: null },
  customer: { name: 'Customer', permissions: [], scope: 'self', above: null },
};

/** What an API key may be given: people, roles and keys are administered by people only. */
const byPeopleOnly: readonly PermissionCode[] = [
  'users.write',
  'roles.write',
  'teams.write',
  'api_keys.write',
  'tenant.write',
  'entitlements.overrides.manage',
];
export const keyScopes = permissionCodes.filter((code) => !byPeopleOnly.includes(code));

/** Roles that hold every right and cannot be changed, so that a workspace can always be administered. */
export const fixedRoles: readonly RoleCode[] = ['super_admin', 'admin'];

/** Whether somebody who holds `own` may hand out a role with `wanted`: nobody gives more than they have. */
export function mayGrant(own: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.every((code) => own.has(code));
}
