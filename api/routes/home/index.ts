import type { TenantTrx } from '../../../commands/lib/context.ts';
import { openedOf } from '../../../db/opening.ts';
import type { LeadFacts } from '../../../db/records/find-priorities.ts';
import { findLeadFacts, findLeadsWithoutNextStep, findOpenTasks, zoneOf } from '../../../db/records/find-priorities.ts';
import type { TaskView } from '../../../db/records/find-tasks.ts';
import { countTasks } from '../../../db/records/find-tasks.ts';
import type { PriorityCandidate, Ranked } from '../../../domain/records/priority-rules.ts';
import { rankPriorities } from '../../../domain/records/priority-rules.ts';
import type { PriorityItem } from '../../contracts/home.ts';
import { listPriorities } from '../../contracts/home.ts';
import { readRoute, type Route } from '../../lib/route.ts';
import { taskPolicy } from '../../policies/crm.ts';
import { instantOrNull } from '../records/found.ts';
import { presentMaker } from '../tasks/present.ts';
import { dayBounds } from './day-bounds.ts';

type Candidate = PriorityCandidate &
  ({ readonly kind: 'task'; readonly task: TaskView } | { readonly kind: 'lead'; readonly lead: LeadFacts });

/** More than anybody works through in a day; what is due later waits for its turn. */
const mostTasks = 500;
const mostLeads = 100;

export const homeRoutes: readonly Route[] = [
  readRoute(listPriorities, {
    policy: taskPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const { now } = openedOf(trx);
      const owner = query.team === true ? null : principal.userId;
      const bounds = dayBounds(await zoneOf(trx, principal.userId), now);
      const candidates = await candidatesOf(trx, owner);
      const ranked = rankPriorities(candidates, { now, ...bounds });
      const leads = await findLeadFacts(trx, candidates.flatMap(leadIds));
      const { doneToday } = await countTasks(trx, { owner, now, ...bounds });
      return {
        items: ranked.slice(0, query.limit).map((one) => present(one, leads)),
        counts: { ...countsOf(ranked), doneToday },
        next: null,
      };
    },
  }),
];

async function candidatesOf(trx: TenantTrx, owner: string | null): Promise<Candidate[]> {
  const tasks = await findOpenTasks(trx, { owner, limit: mostTasks });
  const leads = await findLeadsWithoutNextStep(trx, { owner, limit: mostLeads });
  return [
    ...tasks.map((task): Candidate => ({ ...task, kind: 'task', taskKind: task.kind, task })),
    ...leads.map((lead): Candidate => ({ ...lead, kind: 'lead', lead })),
  ];
}

function leadIds(candidate: Candidate): string[] {
  if (candidate.kind === 'lead') return [];
  return candidate.task.records.filter((record) => record.type === 'lead').map((record) => record.id);
}

function countsOf(ranked: readonly Ranked<Candidate>[]) {
  const of = (test: (one: Ranked<Candidate>) => boolean) => ranked.filter(test).length;
  return {
    all: ranked.length,
    tasks: of((one) => one.candidate.kind === 'task'),
    leads: of((one) => one.candidate.kind === 'lead'),
    late: of((one) => one.group === 'late'),
    today: of((one) => one.group === 'today'),
    week: of((one) => one.group === 'week'),
    noNextStep: of((one) => one.group === 'no_next_step'),
  };
}

function present(ranked: Ranked<Candidate>, leads: ReadonlyMap<string, LeadFacts>): PriorityItem {
  const { candidate, group, reason, requiredAction, overdueMinutes } = ranked;
  const rank = { group, reason: { key: reason.key, params: { ...reason.params } }, requiredAction, overdueMinutes };
  if (candidate.kind === 'lead') {
    const { lead } = candidate;
    const record = { type: 'lead' as const, id: lead.id, name: lead.name };
    return {
      ...rank,
      id: `lead:${lead.id}`,
      kind: 'lead',
      title: lead.name,
      dueAt: null,
      task: null,
      record,
      lead: leadOf(lead),
      madeBy: null,
    };
  }
  const { task } = candidate;
  const record = task.records.find((one) => one.type === 'lead') ?? task.records[0] ?? null;
  const lead = record === null ? undefined : leads.get(record.id);
  return {
    ...rank,
    id: `task:${task.id}`,
    kind: 'task',
    title: task.title,
    dueAt: instantOrNull(task.dueAt),
    task: { id: task.id, version: task.version, kind: task.kind, priority: task.priority, status: task.status },
    record,
    lead: lead === undefined ? null : leadOf(lead),
    madeBy: presentMaker(task),
  };
}

function leadOf({ status, score, source, routingReason, companyName }: LeadFacts) {
  return { status, score, source, routingReason, companyName };
}
