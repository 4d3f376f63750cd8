import { signUp } from '../../api/contracts/identity.ts';
import { createUser } from '../../api/contracts/users.ts';
import type { RoleCode } from '../../domain/permissions/permissions.ts';
import type { ApiClient } from './api-client.ts';
import type { TestApi } from './api.ts';

export const password = 'correct horse battery';
let counter = 0;

export interface Workspace {
  readonly admin: ApiClient;
  readonly adminEmail: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly slug: string;
}

/** A workspace that signed itself up, with its admin signed in. */
export async function aWorkspace(api: TestApi, name = 'Acme'): Promise<Workspace> {
  counter += 1;
  const adminEmail = `admin${counter}@example.test`;
  const admin = api.client();
  const { body } = await admin.ok(signUp, {
    body: { workspace: `${name} ${counter}`, name: 'Ada Admin', email: adminEmail, password, transport: 'token' },
  });
  admin.token = body.token;
  return { admin, adminEmail, tenantId: body.tenantId, userId: body.userId, slug: body.workspace };
}

export interface Person {
  readonly client: ApiClient;
  readonly id: string;
  readonly email: string;
}

/** A user of the workspace with a role, signed in. */
export async function aPerson(api: TestApi, workspace: Workspace, role: RoleCode): Promise<Person> {
  counter += 1;
  const email = `${role}${counter}@example.test`;
  const { body } = await workspace.admin.ok(createUser, { body: { email, name: `Person ${counter}`, roles: [role], password } });
  const client = await api.client().signIn(email, password);
  return { client, id: body.id, email };
}
