import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../../api/contracts/audit.ts';
import { createCustomField } from '../../../api/contracts/custom-fields.ts';
import * as contract from '../../../api/contracts/entitlements.ts';
import { createPipeline } from '../../../api/contracts/pipelines.ts';
import { createTeam, updateTeam } from '../../../api/contracts/teams.ts';
import type { PlanCode } from '../../../domain/entitlements/plans.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

async function give(workspace: Workspace, code: PlanCode) {
  const { body: now } = await workspace.admin.ok(contract.getPlan);
  return (await workspace.admin.ok(contract.changePlan, { version: now.version, body: { code } })).body;
}

const aField = (label: string) => ({ entity: 'contact' as const, label, type: 'text' as const });
const aPipeline = (name: string) => ({ name, stages: [{ name: 'New', kind: 'open' as const, probability: 10 }] });

describe('what a plan includes', () => {
  it('is everything for whoever runs Cadenza alone', async () => {
    const acme = await aWorkspace(api);
    const { body: plan } = await acme.admin.ok(contract.getPlan);
    expect(plan).toMatchObject({ code: 'unlimited', version: 1, managedBy: 'workspace' });
    expect(plan.features.every((feature) => feature.granted)).toBe(true);
    expect(plan.limits.every((limit) => limit.limit === null)).toBe(true);
    await acme.admin.ok(createPipeline, { body: aPipeline('Second') });
  });

  it('is refused with 402 and its name where it is not, until the plan is larger', async () => {
    const acme = await aWorkspace(api);
    await give(acme, 'free');
    const { body: pipeline } = await acme.admin.refused(createPipeline, 402, { body: aPipeline('Second') });
    expect(pipeline).toMatchObject({ code: 'PLAN_REQUIRED', feature: 'deals.multiPipelines' });
    const { body: field } = await acme.admin.refused(createCustomField, 402, { body: aField('Shoe size') });
    expect(field).toMatchObject({ code: 'PLAN_REQUIRED', feature: 'contacts.customFields' });
    // What no plan names is there for all.
    await acme.admin.ok(createCustomField, { body: { ...aField('Shoe size'), entity: 'lead' } });
    await give(acme, 'starter');
    await acme.admin.ok(createCustomField, { body: aField('Shoe size') });
    await acme.admin.refused(createPipeline, 402, { body: aPipeline('Second') });
    await give(acme, 'growth');
    await acme.admin.ok(createPipeline, { body: aPipeline('Second') });
    const { body: audit } = await acme.admin.ok(listAudit);
    const changed = audit.items.filter((entry) => entry.action === 'tenant.plan.changed');
    expect(changed.map((entry) => entry.after)).toEqual([{ plan: 'growth' }, { plan: 'starter' }, { plan: 'free' }]);
  });

  it('has exceptions: user before team before workspace, each with who decided and why', async () => {
    const acme = await aWorkspace(api);
    const manager = await aPerson(api, acme, 'manager');
    await give(acme, 'free');
    const { body: team } = await acme.admin.ok(createTeam, { body: { name: 'North', memberIds: [manager.id] } });
    const about = { entitlement: 'leads.import' as const };
    const why = async () => {
      const { body } = await acme.admin.ok(contract.explainEntitlements, { query: { userId: manager.id, ...about } });
      return body.items[0];
    };
    expect((await why())?.sentence).toBe('The plan Free does not grant importing leads.');
    await acme.admin.ok(contract.setOverride, { body: { scope: 'tenant', ...about, value: true } });
    expect(await why()).toMatchObject({ value: true, decidedBy: { scope: 'tenant' } });
    await acme.admin.ok(contract.setOverride, { body: { scope: 'team', subjectId: team.id, ...about, value: false, reason: 'trial' } });
    expect((await why())?.sentence).toBe('What is laid down for the team North does not grant importing leads.');
    const { body: laid } = await acme.admin.ok(contract.setOverride, {
      body: { scope: 'user', subjectId: manager.id, ...about, value: true },
    });
    expect((await why())?.considered.map((source) => source.scope)).toEqual(['user', 'team', 'tenant', 'plan']);
    expect((await manager.client.ok(contract.getMyEntitlements)).body.features['leads.import']).toBe(true);
    const own = laid.items.find((one) => one.scope === 'user');
    await acme.admin.ok(contract.removeOverride, { params: { id: own?.id ?? '' } });
    expect((await why())?.value).toBe(false);
    // Whoever leaves a team loses what it had at once.
    await acme.admin.ok(updateTeam, { params: { id: team.id }, version: team.version, body: { memberIds: [] } });
    expect((await why())?.decidedBy.scope).toBe('tenant');
  });

  it('refuses what is no value, nobody of this workspace, and people without the right', async () => {
    const [acme, other] = [await aWorkspace(api), await aWorkspace(api)];
    const rep = await aPerson(api, acme, 'rep');
    const lay = (body: object) => acme.admin.refused(contract.setOverride, 422, { body });
    await lay({ scope: 'tenant', entitlement: 'leads.import', value: 3 });
    await lay({ scope: 'tenant', entitlement: 'leads.max', value: -1 });
    await lay({ scope: 'tenant', entitlement: 'leads.max', value: true });
    await lay({ scope: 'tenant', entitlement: 'leads.everything', value: true });
    await lay({ scope: 'user', entitlement: 'leads.max', value: 1 });
    await lay({ scope: 'user', subjectId: other.userId, entitlement: 'leads.max', value: 1 });
    await rep.client.refused(contract.getPlan, 403);
    await rep.client.refused(contract.setOverride, 403, { body: { scope: 'tenant', entitlement: 'leads.max', value: null } });
    await acme.admin.refused(contract.explainEntitlements, 404, { query: { userId: other.userId } });
    const stale = await give(acme, 'growth');
    await acme.admin.refused(contract.changePlan, 412, { version: stale.version - 1, body: { code: 'free' } });
  });
});
