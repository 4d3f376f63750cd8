import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContact } from '../../../api/contracts/contacts.ts';
import * as contract from '../../../api/contracts/duplicates.ts';
import { createRole } from '../../../api/contracts/roles.ts';
import { createTeam } from '../../../api/contracts/teams.ts';
import { createUser } from '../../../api/contracts/users.ts';
import { seededRoles, type Visibility, visibilities } from '../../../domain/permissions/permissions.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { aPerson, aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

interface Viewer {
  readonly client: ApiClient;
  readonly id: string;
}

let api: TestApi;
let acme: Workspace;
let colleague: { readonly id: string };
let stranger: { readonly id: string };
const viewers = new Map<Visibility, Viewer>();
const viewer = (visibility: Visibility): Viewer => {
  const found = viewers.get(visibility);
  if (found === undefined) throw new Error(`nobody sees ${visibility}`);
  return found;
};

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  for (const visibility of visibilities) {
    const { body: role } = await acme.admin.ok(createRole, {
      body: { name: `Sees ${visibility}`, visibility, permissions: [...seededRoles.manager.permissions] },
    });
    const email = `${visibility}@dup.test`;
    const { body } = await acme.admin.ok(createUser, { body: { email, name: visibility, roles: [role.code], password } });
    viewers.set(visibility, { client: await api.client().signIn(email, password), id: body.id });
  }
  colleague = await aPerson(api, acme, 'rep');
  stranger = await aPerson(api, acme, 'rep');
  const memberIds = [...viewers.values()].map((one) => one.id).concat(colleague.id);
  await acme.admin.ok(createTeam, { body: { name: 'North', memberIds } });
});
afterAll(() => api.stop());

/** Two contacts with one address: the first of one owner, the second of another. */
let pairs = 0;
async function twins(first: string | null, second: string | null) {
  pairs += 1;
  const make = async (ownerUserId: string | null) =>
    (
      await acme.admin.ok(createContact, {
        body: { firstName: `Twin ${pairs}`, email: `twin${pairs}@dup.test`, ownerUserId, onDuplicate: 'allow' },
      })
    ).body.id;
  return [await make(first), await make(second)] as const;
}
const listed = async ({ client }: Viewer, id: string) =>
  (await client.ok(contract.listDuplicates, { query: { limit: 200 } })).body.items.find((pair) => [pair.a.id, pair.b.id].includes(id));
const mergeOf = (winnerId: string, loserId: string) => ({ body: { type: 'contact' as const, winnerId, loserId } });

describe('duplicates are seen with both their records', () => {
  it.each([
    ['own', 'own', true],
    ['own', 'colleague', false],
    ['own', 'stranger', false],
    ['team', 'colleague', true],
    ['team', 'stranger', false],
    ['all', 'stranger', true],
  ] as const)('somebody who sees %s, and a twin of %s: %s', async (visibility, whose, seen) => {
    const who = viewer(visibility);
    const owner = whose === 'own' ? who.id : whose === 'colleague' ? colleague.id : stranger.id;
    const [mine, other] = await twins(who.id, owner);
    const pair = await listed(who, mine);
    expect(pair !== undefined).toBe(seen);
    const params = { type: 'contact', a: mine, b: other };
    if (seen) {
      await who.client.ok(contract.compareRecords, { params });
      const { body: merged } = await who.client.ok(contract.mergeRecords, mergeOf(mine, other));
      expect((await who.client.ok(contract.readMerge, { params: { id: merged.id } })).body.loserId).toBe(other);
      await who.client.ok(contract.undoMerge, { params: { id: merged.id } });
      return;
    }
    await who.client.refused(contract.compareRecords, 404, { params });
    await who.client.refused(contract.mergeRecords, 404, mergeOf(mine, other));
    const hidden = (await acme.admin.ok(contract.listDuplicates, { query: { limit: 200 } })).body.items.find((one) =>
      [one.a.id, one.b.id].includes(mine),
    );
    await who.client.refused(contract.dismissDuplicate, 404, { params: { id: hidden?.id ?? '' } });
  });

  it('a merge of records out of sight is not there either, and cannot be taken back', async () => {
    const [one, two] = await twins(stranger.id, stranger.id);
    const { body: merged } = await acme.admin.ok(contract.mergeRecords, mergeOf(one, two));
    for (const visibility of ['own', 'team'] as const) {
      await viewer(visibility).client.refused(contract.readMerge, 404, { params: { id: merged.id } });
      await viewer(visibility).client.refused(contract.undoMerge, 404, { params: { id: merged.id } });
    }
    await viewer('all').client.ok(contract.readMerge, { params: { id: merged.id } });
  });
});
