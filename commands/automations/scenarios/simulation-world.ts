import { listRecordsIn } from '../../../db/queries/lists/list-records.ts';
import { segmentConditions } from '../../../db/queries/lists/segments.ts';
import { hoursOfPeople } from '../../calendars/hours-of.ts';
import { findActivePeople, findNewest, findTeamMembers, findTenant } from '../../../db/queries/find-simulation-world.ts';
import { fieldsHidden } from '../../../db/queries/seeing-fields.ts';
import { withoutHidden } from '../../../domain/records/hidden-fields.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import { configOf } from '../../../domain/automation/nodes/registry.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type {
  FindRequest,
  FoundRecord,
  SimulatedAutomation,
  SimulatedSubject,
  SimulatedWorld,
} from '../../../domain/automation/simulate/scenario.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import { pathsOfCondition } from '../../../domain/expressions/paths.ts';
import type { TenantId } from '../../../domain/ids.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { findRecords } from '../../records/find-records.ts';
import { nameOf } from '../../records/name-of.ts';
import { loadCatalogue } from '../../templates/check-content.ts';
import { liveVersion } from '../enrol-manually.ts';
import type { LiveVersion } from '../lib/enrolment.ts';
import { loadRecords } from '../lib/load-records.ts';

/** Whom a simulation is tried on. */
export type SimulatedRecords =
  | { readonly ids: readonly string[] }
  | { readonly newest: number }
  /** The newest of those that fit. */
  | { readonly matching: Condition; readonly limit: number };

/** The ids that are meant now. Those that somebody named may be gone: only reading them tells. */
export async function chosenIds(trx: TenantTrx, tenantId: TenantId, plan: Plan, chosen: SimulatedRecords): Promise<readonly string[]> {
  if ('ids' in chosen) return [...new Set(chosen.ids)];
  if ('newest' in chosen) return findNewest(trx, plan.subject, chosen.newest);
  const tenant = await findTenant(trx);
  const { items } = await listRecordsIn(trx, plan.subject, {
    filter: chosen.matching,
    catalogue: await loadCatalogue(trx, tenantId),
    segments: await segmentConditions(trx, tenantId, plan.subject, chosen.matching),
    sort: '-createdAt',
    limit: chosen.limit,
    timeZone: plan.settings.timeZone === 'tenant' ? tenant.timezone : plan.settings.timeZone,
  });
  return items.map((row) => row.id);
}

/** Records as they are now, in the order of the ids; those that are deleted or archived are left out. */
export async function simulatedSubjects(
  trx: TenantTrx,
  tenantId: TenantId,
  plans: readonly Plan[],
  ids: readonly string[],
): Promise<readonly SimulatedSubject[]> {
  const type = plans[0]?.subject ?? 'lead';
  const refs = ids.map((id) => ({ type, id }));
  const records = await loadRecords(trx, tenantId, refs, readsOf(plans));
  const hidden = await fieldsHidden(trx);
  const names = await findRecordNames(trx, ids);
  return ids.flatMap((id) => {
    const record = records.get(id);
    const named = names.get(id);
    if (record === undefined || record.gone) return [];
    const { segments } = record;
    const json = withoutHidden(record.json, hidden, type) as typeof record.json;
    return [{ ref: { type, id }, name: named === undefined ? id : nameOf(named), json, ...(segments === undefined ? {} : { segments }) }];
  });
}

/** The live automations that plans run, and those that these run in turn; one that is not live is left out. */
export async function automationsRunBy(
  trx: TenantTrx,
  tenantId: TenantId,
  plans: readonly Plan[],
): Promise<Readonly<Record<string, SimulatedAutomation>>> {
  const found: Record<string, SimulatedAutomation> = {};
  const asked = new Set<string>();
  const open = [...plans];
  for (let plan = open.pop(); plan !== undefined; plan = open.pop()) {
    for (const step of plan.steps) {
      if (step.type !== 'flow.run_automation') continue;
      const { automationId } = configOf(step, 'flow.run_automation');
      if (asked.has(automationId)) continue;
      asked.add(automationId);
      const live = await liveOrNull(trx, tenantId, automationId);
      if (live === null) continue;
      found[automationId] = { name: live.name, plan: live.plan };
      open.push(live.plan);
    }
  }
  return found;
}

async function liveOrNull(trx: TenantTrx, tenantId: TenantId, id: string): Promise<LiveVersion | null> {
  try {
    return await liveVersion(trx, { tenantId }, id);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

export async function simulatedWorld(
  trx: TenantTrx,
  tenantId: TenantId,
  automationId: string,
  calendar: SimulatedWorld['calendar'] | undefined,
  automations: Readonly<Record<string, SimulatedAutomation>>,
): Promise<SimulatedWorld> {
  const people = await findActivePeople(trx);
  // A scenario may begin in the past.
  const hours = await hoursOfPeople(
    trx,
    tenantId,
    people.map((person) => person.id),
    new Date(0),
  );
  return {
    automationId,
    tenant: await findTenant(trx),
    calendar: calendar ?? { timeZone: 'UTC', week: {}, exceptions: [] },
    people: people.map((person) => ({
      ...person,
      json: { id: person.id, name: person.name, email: person.email },
      hours: hours.get(person.id),
    })),
    teams: await findTeamMembers(trx),
    automations,
  };
}

/** The records that a simulated step looks for, as they are before the simulation. */
export async function findInSimulation(
  trx: TenantTrx,
  tenantId: TenantId,
  plans: readonly Plan[],
  request: FindRequest,
): Promise<readonly FoundRecord[]> {
  const ids = await findRecords(trx, { tenantId }, request);
  const refs = ids.map((id) => ({ type: request.type, id }));
  const loaded = await loadRecords(trx, tenantId, refs, readsOf(plans));
  const hidden = await fieldsHidden(trx);
  return refs.flatMap((ref) => {
    const record = loaded.get(ref.id);
    return record === undefined ? [] : [{ ref, json: withoutHidden(record.json, hidden, request.type) as typeof record.json }];
  });
}

function readsOf(plans: readonly Plan[]): ReadonlySet<string> {
  return new Set(
    plans.flatMap((plan) => [
      ...plan.exitReads,
      ...plan.segments.flatMap((segment) => segment.reads),
      ...(plan.enrollment.filter === null ? [] : pathsOfCondition(plan.enrollment.filter)),
    ]),
  );
}
