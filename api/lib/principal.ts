import type { PermissionCode } from '../../domain/permissions/permissions.ts';
import type { OwnersSeen } from '../../db/visibility.ts';
import type { TenantId, Uuid } from '../../domain/ids.ts';

/** Who is asking, as found in the database for this very request. */
export interface Principal {
  readonly userId: Uuid;
  readonly tenantId: TenantId;
  readonly sessionId: Uuid;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<string>;
  /** Owners whose records they may see; null: everybody's. For the search door; everywhere else policies know it. */
  readonly ownersSeen: OwnersSeen;
  /** Fields of the tenant's own that they do not see, as `lead.budget`; taken out of every answer. */
  readonly fieldsHidden: ReadonlySet<string>;
  /** A cookie is sent by browsers without being asked, so it needs the defence against forged requests. */
  readonly via: 'cookie' | 'bearer' | 'api_key';
  /** The session's last activity was noted more than a minute ago. */
  readonly stale: boolean;
  /** Has to set up a second factor before anything else. */
  readonly mustEnrol: boolean;
}

export function may(principal: Principal, permission: PermissionCode): boolean {
  return principal.permissions.has(permission);
}
