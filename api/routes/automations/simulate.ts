import type { Read } from '../../../commands/automations/scenarios/run-scenarios.ts';
import type { Doors } from '../../../db/doors.ts';
import type { Principal } from '../../lib/principal.ts';
import { noteHidden } from '../../../db/queries/seeing-fields.ts';
import { readAutomation } from '../../../commands/automations/lib/automation-row.ts';
import { loadCompileContext } from '../../../commands/automations/lib/compile-context.ts';
import { loadPlan } from '../../../commands/automations/lib/plans.ts';
import { planHasProblems } from '../../../commands/automations/publish.ts';
import { driveSimulation } from '../../../commands/automations/scenarios/drive.ts';
import {
  automationsRunBy,
  chosenIds,
  findInSimulation,
  simulatedSubjects,
  simulatedWorld,
} from '../../../commands/automations/scenarios/simulation-world.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { listVersions } from '../../../db/queries/find-automations.ts';
import { compile } from '../../../domain/automation/compile/compile.ts';
import type { CompileContext } from '../../../domain/automation/compile/context.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type { FindRequest, Scenario, SimulatedSubject, SimulatedWorld } from '../../../domain/automation/simulate/scenario.ts';
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
      const read = readingAs(deps.db, principal);
      const prepared = await read((trx) => prepare(trx, tenantId, params.id, body));
      const { days, seed, reactions } = body.scenario;
      // The clock compares instants as text: all have milliseconds.
      const startsAt = (body.scenario.startsAt === undefined ? new Date() : new Date(body.scenario.startsAt)).toISOString();
      const scenario: Scenario = { startsAt, days, seed, reactions };
      const find = (plan: Plan) => (request: FindRequest) => read((trx) => findInSimulation(trx, tenantId, [plan], request));
      const run = (plan: Plan) => driveSimulation(simulate(plan, prepared.subjects, prepared.world, scenario), find(plan));
      const result = await run(prepared.plan);
      const live = prepared.live === null ? null : await run(prepared.live);
      return presentSimulation({ ...prepared, scenario, result, live, timelines: body.timelines });
    },
  }),
];

/** Transactions with the sight of a person: what is simulated for them knows no record and no value that they do not see. */
export function readingAs(db: Doors, principal: Principal): Read {
  return (work) =>
    db.readTenantAs(principal.tenantId, principal.ownersSeen, async (trx) => {
      await noteHidden(trx, principal.fieldsHidden);
      return work(trx);
    });
}

type Request = ReturnType<typeof contract.simulationRequest.parse>;

async function prepare(trx: TenantTrx, tenantId: TenantId, id: string, body: Request): Promise<Prepared> {
  const { draft } = await readAutomation(trx, tenantId, id);
  const { context } = await loadCompileContext(trx, tenantId);
  const published = body.of === 'live' || body.compareWithLive ? await livePlan(trx, tenantId, id) : null;
  if (body.of === 'live' && published === null) throw new UserError('conflict', 'The automation has no live version.');
  const plan = body.of === 'live' && published !== null ? published : compiledPlan(draft, context);
  const live = body.of === 'draft' && published?.subject === plan.subject ? published : null;
  const ids = await chosenIds(trx, tenantId, plan, body.records);
  const own = [plan, ...(live === null ? [] : [live])];
  const automations = await automationsRunBy(trx, tenantId, own);
  const subjects = await simulatedSubjects(trx, tenantId, [...own, ...Object.values(automations).map((one) => one.plan)], ids);
  return { plan, live, subjects, world: await simulatedWorld(trx, tenantId, id, context.calendar, automations) };
}

/** The draft as a plan, or every problem that keeps it from being one. */
export function compiledPlan(definition: AutomationDefinition, context: CompileContext): Plan {
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
