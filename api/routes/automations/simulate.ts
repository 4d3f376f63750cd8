import { setImmediate as breathe } from 'node:timers/promises';
import { readAutomation } from '../../../commands/automations/lib/automation-row.ts';
import { loadCompileContext } from '../../../commands/automations/lib/compile-context.ts';
import { loadRecords } from '../../../commands/automations/lib/load-records.ts';
import { loadPlan } from '../../../commands/automations/lib/plans.ts';
import { planHasProblems } from '../../../commands/automations/publish.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findRecords } from '../../../commands/records/find-records.ts';
import { nameOf } from '../../../commands/records/name-of.ts';
import { findActivePeople, findNewest, findTeamMembers, findTenant } from '../../../db/queries/find-simulation-world.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import { listVersions } from '../../../db/queries/find-automations.ts';
import { compile } from '../../../domain/automation/compile/compile.ts';
import type { CompileContext } from '../../../domain/automation/compile/context.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type {
  Course,
  FindRequest,
  FoundRecord,
  Scenario,
  SimulatedSubject,
  SimulatedWorld,
  SimulationResult,
} from '../../../domain/automation/simulate/scenario.ts';
import { simulate } from '../../../domain/automation/simulate/simulate.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { TenantId } from '../../../domain/ids.ts';
import * as contract from '../../contracts/simulations.ts';
import type { Route } from '../../lib/route.ts';
import { plainRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { readAutomation as readView } from './present.ts';
import { presentSimulation } from './present-simulation.ts';

/** Everything a simulation needs of the database; the simulation itself runs without a connection. */
interface Prepared {
  readonly plan: Plan;
  readonly live: Plan | null;
  readonly subjects: readonly SimulatedSubject[];
  readonly world: SimulatedWorld;
}

export const simulateRoutes: readonly Route[] = [
  plainRoute(contract.simulateAutomation, {
    policy: automationPolicy.write,
    handle: async ({ deps, params, body, principal }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId } = principal;
      const prepared = await deps.db.readTenant(tenantId, (trx) => prepare(trx, tenantId, params.id, body));
      const { days, seed, reactions } = body.scenario;
      const scenario: Scenario = { startsAt: body.scenario.startsAt ?? new Date().toISOString(), days, seed, reactions };
      const find = (plan: Plan) => (request: FindRequest) => deps.db.readTenant(tenantId, (trx) => findIn(trx, tenantId, [plan], request));
      const run = (plan: Plan) => inSlices(simulate(plan, prepared.subjects, prepared.world, scenario), find(plan));
      const result = await run(prepared.plan);
      const live = prepared.live === null ? null : await run(prepared.live);
      return presentSimulation({ ...prepared, scenario, result, live, timelines: body.timelines });
    },
  }),
];

type Request = ReturnType<typeof contract.simulationRequest.parse>;

async function prepare(trx: TenantTrx, tenantId: TenantId, id: string, body: Request): Promise<Prepared> {
  const { draft } = await readAutomation(trx, tenantId, id);
  const { context } = await loadCompileContext(trx, tenantId);
  const published = body.of === 'live' || body.compareWithLive ? await livePlan(trx, tenantId, id) : null;
  if (body.of === 'live' && published === null) throw new UserError('conflict', 'The automation has no live version.');
  const plan = body.of === 'live' && published !== null ? published : compiledPlan(draft, context);
  const live = body.of === 'draft' && published?.subject === plan.subject ? published : null;
  const ids = 'ids' in body.records ? [...new Set(body.records.ids)] : await findNewest(trx, plan.subject, body.records.newest);
  const subjects = await subjectsOf(trx, tenantId, [plan, ...(live === null ? [] : [live])], ids);
  const calendar = context.calendar ?? { timeZone: 'UTC', week: {}, exceptions: [] };
  return { plan, live, subjects, world: { ...(await worldOf(trx, calendar)), automationId: id } };
}

function compiledPlan(definition: AutomationDefinition, context: CompileContext): Plan {
  const compiled = compile(definition, context);
  if (compiled.plan === null) throw planHasProblems(compiled);
  return compiled.plan;
}

/** As it was compiled when it was published: that is what runs. */
async function livePlan(trx: TenantTrx, tenantId: TenantId, id: string): Promise<Plan | null> {
  const { liveNumber } = await readView(trx, id);
  if (liveNumber === null) return null;
  const [version] = await listVersions(trx, { automationId: id, number: liveNumber, limit: 1, after: null });
  return version === undefined ? null : loadPlan(trx, tenantId, version.planHash);
}

async function subjectsOf(
  trx: TenantTrx,
  tenantId: TenantId,
  plans: readonly Plan[],
  ids: readonly string[],
): Promise<readonly SimulatedSubject[]> {
  const type = plans[0]?.subject ?? 'lead';
  const records = await loadRecords(
    trx,
    tenantId,
    ids.map((id) => ({ type, id })),
    readsOf(plans),
  );
  const names = await findRecordNames(trx, ids);
  return ids.flatMap((id) => {
    const record = records.get(id);
    const named = names.get(id);
    if (record === undefined || record.gone) return [];
    return [{ ref: { type, id }, name: named === undefined ? id : nameOf(named), json: record.json }];
  });
}

async function worldOf(trx: TenantTrx, calendar: SimulatedWorld['calendar']): Promise<SimulatedWorld> {
  const people = await findActivePeople(trx);
  return {
    tenant: await findTenant(trx),
    calendar,
    people: people.map((person) => ({ ...person, json: { id: person.id, name: person.name, email: person.email } })),
    teams: await findTeamMembers(trx),
  };
}

const sliceMs = 20;

/** Drives it in slices, so that a long simulation does not keep other requests waiting; what it looks for is read as it comes. */
async function inSlices(
  course: Course<SimulationResult>,
  find: (request: FindRequest) => Promise<readonly FoundRecord[]>,
): Promise<SimulationResult> {
  let until = performance.now() + sliceMs;
  for (let step = course.next(); ; ) {
    if (step.done === true) return step.value;
    const answer = step.value === undefined ? undefined : await find(step.value);
    if (performance.now() > until) {
      await breathe();
      until = performance.now() + sliceMs;
    }
    step = course.next(answer);
  }
}

async function findIn(trx: TenantTrx, tenantId: TenantId, plans: readonly Plan[], request: FindRequest): Promise<readonly FoundRecord[]> {
  const ids = await findRecords(trx, { tenantId }, request);
  const refs = ids.map((id) => ({ type: request.type, id }));
  const loaded = await loadRecords(trx, tenantId, refs, readsOf(plans));
  return refs.flatMap((ref) => {
    const record = loaded.get(ref.id);
    return record === undefined ? [] : [{ ref, json: record.json }];
  });
}

function readsOf(plans: readonly Plan[]): ReadonlySet<string> {
  return new Set(plans.flatMap((plan) => [...plan.exitReads, ...plan.segments.flatMap((segment) => segment.reads)]));
}
