import pg from 'pg';

/** What the database holds of one tenant, counted past row level security by queries that share no code with the engine. */
export interface Counts {
  readonly imported: number;
  readonly events: number;
  readonly runs: number;
  readonly openRuns: number;
  readonly runsSucceeded: number;
  readonly escalated: number;
  readonly tasksCreated: number;
  readonly messages: number;
  readonly unsentMessages: number;
  readonly undelivered: number;
  readonly leadsWithoutRun: number;
  readonly leadsWithoutTask: number;
  readonly leadsWithSeveralRuns: number;
  readonly leadsWithSeveralTasks: number;
  readonly stepsWithoutOutcome: number;
  readonly touchedButEscalated: number;
  readonly untouchedButNotEscalated: number;
  readonly severalMessagesOfOneRun: number;
  readonly severalRemindersOfOneLead: number;
  readonly waitingOutbox: number;
  readonly waitingDispatches: number;
  readonly quarantined: number;
}

const mine = 'tenant_id = $1';
const firstTouch = `select l.record_id as lead_id, count(*) as n from tasks t join task_links l on l.tenant_id = t.tenant_id and l.task_id = t.id
  where t.tenant_id = $1 and t.kind = 'first_touch' and l.record_type = 'lead' group by 1`;
const runsOfLead = 'select subject_id as lead_id, count(*) as n from runs where tenant_id = $1 group by 1';
const touched = `select distinct record_id as lead_id from event_links where tenant_id = $1 and record_type = 'lead' and type = 'touch.logged'`;
const escalatedRuns = `select distinct r.id, r.subject_id as lead_id from runs r join steps s on s.tenant_id = r.tenant_id and s.run_id = r.id
  where r.tenant_id = $1 and s.step = 'reassign' and s.status = 'done'`;
const reminders = `select record_id, count(*) as n from notifications where ${mine} and kind like 'automation%' and severity = 'warning' and user_id not in (select manager_user_id from teams where ${mine} and manager_user_id is not null) group by 1`;

const queries: Readonly<Record<keyof Counts, string>> = {
  imported: `select count(*) from leads where ${mine}`,
  events: `select count(*) from events where ${mine}`,
  runs: `select count(*) from runs where ${mine}`,
  openRuns: `select count(*) from runs where ${mine} and ended_at is null`,
  runsSucceeded: `select count(*) from runs where ${mine} and status = 'succeeded'`,
  escalated: `select count(*) from (${escalatedRuns}) e`,
  tasksCreated: `select count(*) from tasks where ${mine} and kind = 'first_touch'`,
  messages: `select count(*) from messages where ${mine} and run_id is not null`,
  unsentMessages: `select count(*) from messages where ${mine} and status not in ('sent', 'delivered')`,
  undelivered: `select count(*) from messages where ${mine} and status in ('queued', 'scheduled', 'sending')`,
  leadsWithoutRun: `select count(*) from leads where ${mine} and not exists (select from (${runsOfLead}) r where r.lead_id = leads.id)`,
  leadsWithoutTask: `select count(*) from leads where ${mine} and not exists (select from (${firstTouch}) t where t.lead_id = leads.id)`,
  leadsWithSeveralRuns: `select count(*) from (${runsOfLead}) r where n > 1`,
  leadsWithSeveralTasks: `select count(*) from (${firstTouch}) t where n > 1`,
  stepsWithoutOutcome: `select count(*) from steps where ${mine} and status <> 'done'`,
  touchedButEscalated: `select count(*) from (${escalatedRuns}) e join (${touched}) t on t.lead_id = e.lead_id`,
  untouchedButNotEscalated: `select count(*) from (select id from leads where ${mine} except (${touched}) except select lead_id from (${escalatedRuns}) e) u`,
  severalMessagesOfOneRun: `select count(*) from (select run_id from messages where ${mine} and run_id is not null group by run_id having count(*) > 1) m`,
  severalRemindersOfOneLead: `select count(*) from (${reminders}) r where n > 1`,
  waitingOutbox: `select count(*) from outbox where ${mine}`,
  waitingDispatches: `select count(*) from dispatches where ${mine}`,
  quarantined: `select count(*) from quarantined_events where ${mine}`,
};

/** What still has to happen; all zero when the system has come to rest. */
export type Open = Pick<Counts, 'runs' | 'openRuns' | 'undelivered' | 'waitingOutbox' | 'waitingDispatches'>;

export function countOpen(url: string, tenantId: string): Promise<Open> {
  return count(url, tenantId, ['runs', 'openRuns', 'undelivered', 'waitingOutbox', 'waitingDispatches']);
}

export function countTenant(url: string, tenantId: string): Promise<Counts> {
  // Object.keys forgets that the names are those of Counts.
  return count(url, tenantId, Object.keys(queries) as (keyof Counts)[]);
}

async function count<K extends keyof Counts>(url: string, tenantId: string, names: readonly K[]): Promise<Pick<Counts, K>> {
  const client = new pg.Client({ connectionString: url });
  // The server may be killed under us on purpose; the query then fails and the caller asks again.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const counted: [string, number][] = [];
    for (const name of names) {
      const { rows } = await client.query<{ count: string }>(queries[name], [tenantId]);
      counted.push([name, Number(rows[0]?.count ?? -1)]);
    }
    // Object.fromEntries forgets that the names are those that were asked for.
    return Object.fromEntries(counted) as Pick<Counts, K>;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Facts that never came about although their cause is committed. */
export function lostOf(counts: Counts): number {
  return (
    counts.leadsWithoutRun +
    counts.leadsWithoutTask +
    counts.openRuns +
    counts.stepsWithoutOutcome +
    counts.untouchedButNotEscalated +
    counts.unsentMessages +
    counts.waitingOutbox +
    counts.waitingDispatches +
    counts.quarantined
  );
}

/** Facts that came about more than once, or that should not have come about at all. */
export function doubledOf(counts: Counts): number {
  return (
    counts.leadsWithSeveralRuns +
    counts.leadsWithSeveralTasks +
    counts.severalMessagesOfOneRun +
    counts.severalRemindersOfOneLead +
    counts.touchedButEscalated
  );
}
