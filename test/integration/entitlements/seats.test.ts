import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invite, revokeInvitation } from '../../../api/contracts/access.ts';
import * as contract from '../../../api/contracts/entitlements.ts';
import { createTeam } from '../../../api/contracts/teams.ts';
import { createUser, deactivateUser, reactivateUser } from '../../../api/contracts/users.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { aPerson, aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const someone = () => ({ email: `seat-${newId().slice(-8)}@example.test`, name: 'Somebody', roles: ['rep'] });
const seats = (workspace: Workspace, value: number | null) =>
  workspace.admin.ok(contract.setOverride, { body: { scope: 'tenant', entitlement: 'users.max', value } });

describe('seats', () => {
  it('are refused beyond the plan to whoever is invited, made or let in again, and come back with whoever leaves', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    await seats(acme, 3);
    const { body: invitation } = await acme.admin.ok(invite, { body: someone() });
    const { body: refused } = await acme.admin.refused(invite, 422, { body: someone() });
    expect(refused).toMatchObject({ code: 'LIMIT_REACHED', key: 'users.max', limit: 3 });
    await acme.admin.refused(createUser, 422, { body: { ...someone(), password } });
    const params = { id: rep.id };
    await acme.admin.ok(deactivateUser, { params, version: 1 });
    const { body: other } = await acme.admin.ok(createUser, { body: { ...someone(), password } });
    const { body: full } = await acme.admin.refused(reactivateUser, 422, { params, version: 2 });
    expect(full.code).toBe('LIMIT_REACHED');
    await acme.admin.ok(revokeInvitation, { params: { id: invitation.id } });
    await acme.admin.ok(reactivateUser, { params, version: 2 });
    // Fewer seats put nobody out.
    await seats(acme, 1);
    await acme.admin.ok(deactivateUser, { params: { id: other.id }, version: 1 });
    await acme.admin.refused(reactivateUser, 422, { params: { id: other.id }, version: 2 });
    await seats(acme, null);
    await acme.admin.ok(reactivateUser, { params: { id: other.id }, version: 2 });
  });

  it('are never one too many when several are taken at once', async () => {
    const acme = await aWorkspace(api);
    await seats(acme, 3);
    const all = await Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        acme.admin.raw('POST', '/v1/invitations', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(someone()),
        }),
      ),
    );
    expect(all.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 201, 422, 422, 422]);
  });

  it('are the workspace’s, and its plan tells who has them', async () => {
    const acme = await aWorkspace(api);
    const rep = await aPerson(api, acme, 'rep');
    await acme.admin.refused(contract.setOverride, 422, { body: { scope: 'user', subjectId: rep.id, entitlement: 'users.max', value: 9 } });
    await acme.admin.ok(createTeam, { body: { name: 'North', memberIds: [rep.id] } });
    await acme.admin.ok(invite, { body: someone() });
    await seats(acme, 5);
    const { body: plan } = await acme.admin.ok(contract.getPlan);
    expect(plan.limits.find((one) => one.code === 'users.max')).toEqual({ code: 'users.max', limit: 5, used: 3 });
    const count = (kind: string, name: string) =>
      plan.seats.find((one) => one.kind === kind && (one.code === name || one.name === name))?.count;
    expect([count('status', 'active'), count('status', 'invited'), count('role', 'rep'), count('team', 'North')]).toEqual([2, 1, 2, 1]);
    expect(plan.plans.find((one) => one.code === 'free')?.limits).toContainEqual({ code: 'users.max', limit: 3 });
  });
});
