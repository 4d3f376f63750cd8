import { randomUUID } from 'node:crypto';
import { createAutomation, publishAutomation, type Automation } from '../../../api/contracts/automations.ts';
import { signUp } from '../../../api/contracts/identity.ts';
import { createLead, type Lead } from '../../../api/contracts/leads.ts';
import { createTeam } from '../../../api/contracts/teams.ts';
import { createUser } from '../../../api/contracts/users.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { RoleCode } from '../../../domain/permissions/permissions.ts';
import { ApiClient } from '../../helpers/api-client.ts';

/** What everybody in the tests types to sign in. */
export const password = 'correct horse battery';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly api: ApiClient;
}

/** A tenant of a test's own with its admin; nobody else works in it. */
export interface Workspace {
  readonly name: string;
  readonly admin: Person;
  readonly person: (role: RoleCode, name: string) => Promise<Person>;
  readonly team: (name: string, members: readonly Person[], manager?: Person) => Promise<string>;
  readonly lead: (given: { firstName: string; lastName: string } & Record<string, unknown>) => Promise<Lead>;
  readonly publish: (definition: AutomationDefinition) => Promise<Automation>;
}

const address = (name: string): string => `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${randomUUID().slice(0, 8)}@example.test`;

export async function aWorkspace(base: string, name = 'Acme'): Promise<Workspace> {
  const api = new ApiClient(base);
  const email = address('ada.admin');
  const { body } = await api.ok(signUp, { body: { workspace: name, name: 'Ada Admin', email, password, transport: 'token' } });
  api.token = body.token;
  const admin: Person = { id: body.userId, name: 'Ada Admin', email, api };
  return {
    name,
    admin,
    person: async (role, personName) => {
      const personEmail = address(personName);
      const made = await api.ok(createUser, { body: { email: personEmail, name: personName, roles: [role], password } });
      return { id: made.body.id, name: personName, email: personEmail, api: await new ApiClient(base).signIn(personEmail, password) };
    },
    team: async (teamName, members, manager) => {
      const made = await api.ok(createTeam, {
        body: { name: teamName, memberIds: members.map(({ id }) => id), managerUserId: manager?.id ?? null },
      });
      return made.body.id;
    },
    lead: async (given) => (await api.ok(createLead, { body: given })).body,
    publish: async (definition) => {
      const made = await api.ok(createAutomation, { body: { definition: { ...definition } } });
      const published = await api.ok(publishAutomation, { params: { id: made.body.id }, version: made.body.version });
      return published.body;
    },
  };
}
