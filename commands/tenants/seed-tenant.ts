import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import { usualStep } from '../../domain/decisions/policy.ts';
import type { TenantId } from '../../domain/ids.ts';
import { roleCodes, seededRoles } from '../../domain/permissions/permissions.ts';
import type { RoleCode } from '../../domain/permissions/permissions.ts';
import { roleDepths } from '../../domain/permissions/role-hierarchy.ts';
import type { TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';

interface Seed {
  readonly tenantId: TenantId;
  readonly adminUserId: string;
  readonly timezone: string;
}

const stages = [
  { name: 'Qualification', probability: 10, kind: 'open' },
  { name: 'Needs analysis', probability: 25, kind: 'open' },
  { name: 'Proposal', probability: 50, kind: 'open' },
  { name: 'Negotiation', probability: 75, kind: 'open' },
  { name: 'Won', probability: 100, kind: 'won' },
  { name: 'Lost', probability: 0, kind: 'lost' },
] as const;

const tags = [
  { name: 'hot', color: '#c23030' },
  { name: 'newsletter', color: '#1c6ef2' },
  { name: 'event', color: '#8f398f' },
  { name: 'do not call', color: '#5f6b7c' },
] as const;

/** Mon-Fri 9-17 in the tenant's zone. */
export function defaultCalendar(timeZone: string): BusinessCalendar {
  const day = [{ from: '09:00', to: '17:00' }];
  return { timeZone, week: { '1': day, '2': day, '3': day, '4': day, '5': day }, exceptions: [] };
}

/** What every tenant is born with, so that nobody begins with an empty settings page. */
export async function seedTenant(trx: TenantTrx, seed: Seed): Promise<void> {
  await seedRoles(trx, seed);
  await seedPipeline(trx, seed.tenantId);
  await seedPolicy(trx, seed.tenantId);
  const calendar = defaultCalendar(seed.timezone);
  await trx('business_calendars').insert({
    tenant_id: seed.tenantId,
    id: newId(),
    name: 'Business hours',
    time_zone: calendar.timeZone,
    week: JSON.stringify(calendar.week),
    exceptions: JSON.stringify(calendar.exceptions),
    is_default: true,
  });
  await trx('tags').insert(tags.map((tag) => ({ tenant_id: seed.tenantId, id: newId(), ...tag })));
  await trx('feed_positions').insert({ tenant_id: seed.tenantId });
}

async function seedRoles(trx: TenantTrx, { tenantId, adminUserId }: Seed): Promise<void> {
  const ids = new Map<RoleCode, string>(roleCodes.map((code) => [code, newId()]));
  const places = roleDepths(roleCodes.map((code) => ({ id: code, parentId: seededRoles[code].above })));
  if (!places.ok) throw new Error(`the seeded roles form a cycle: ${places.cycle.join(', ')}`);
  await trx('roles').insert(
    roleCodes.map((code) => {
      const { name, scope, above } = seededRoles[code];
      return {
        tenant_id: tenantId,
        id: ids.get(code),
        code,
        name,
        scope,
        is_seeded: true,
        parent_role_id: above === null ? null : ids.get(above),
        depth: places.depths.get(code) ?? 0,
      };
    }),
  );
  await trx('role_permissions').insert(
    roleCodes.flatMap((code) =>
      seededRoles[code].permissions.map((permission) => ({ tenant_id: tenantId, role_id: ids.get(code), permission_code: permission })),
    ),
  );
  await trx('user_roles').insert({ tenant_id: tenantId, user_id: adminUserId, role_id: ids.get('admin') });
}

async function seedPipeline(trx: TenantTrx, tenantId: TenantId): Promise<void> {
  const pipelineId = newId();
  await trx('pipelines').insert({ tenant_id: tenantId, id: pipelineId, name: 'Sales', is_default: true });
  await trx('stages').insert(
    stages.map((stage, position) => ({ tenant_id: tenantId, id: newId(), pipeline_id: pipelineId, position, ...stage })),
  );
}

/** An example to look at: it asks nobody until an admin switches it on. */
async function seedPolicy(trx: TenantTrx, tenantId: TenantId): Promise<void> {
  const tenant: { currency: string } | undefined = await trx('tenants').where({ id: tenantId }).first('currency');
  const currency = tenant?.currency ?? 'USD';
  await trx('decision_policies').insert({
    tenant_id: tenantId,
    id: newId(),
    name: 'Large discount or deal',
    action: 'deal.terms',
    conditions: JSON.stringify({ discountAbove: 10, amountAbove: { minor: 10_000_000, currency } }),
    steps: JSON.stringify([usualStep]),
    active: false,
  });
}
