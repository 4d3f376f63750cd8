import { literal, rowsIn, runTogether } from '../../../db/opening.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import type { Admitted, Rejection } from './enrolment.ts';
import { runName } from './write-enrolments.ts';

/** An open run of another automation of the group about the same record. */
export interface Holder {
  readonly run: string;
  readonly key: string;
  readonly automationId: string;
  readonly automation: string;
  readonly priority: number;
}

/** The name of the lock under which it is decided which automation of a group gets a record. */
export function groupName(group: string, subjectId: string): string {
  return `exclusive:${group}/${subjectId}`;
}

/** Puts an automation into the group of the version that comes into force, or out of its group. */
export function groupOfVersion(tenantId: string, automationId: string, version: number): string {
  const tenant = `${literal(tenantId)}::uuid`;
  return `update automations a set exclusivity_priority = coalesce((v.rule->>'priority')::int, 0),
       exclusivity_group_id = (select g.id from exclusivity_groups g where g.tenant_id = ${tenant} and g.id::text = v.rule->>'group')
     from (select definition->'enrollment'->'exclusive' as rule from automation_versions
       where tenant_id = ${tenant} and automation_id = ${literal(automationId)}::uuid and number = ${version}) v
     where a.tenant_id = ${tenant} and a.id = ${literal(automationId)}::uuid`;
}

/** Who has a record, as columns of a select over `a (automation uuid, subject uuid, "group" text)`. Costs nothing where there is no group. */
export function holderColumns(tenantId: string): string {
  return `(select g.name from exclusivity_groups g where a."group" is not null and g.tenant_id = ${tenantId} and g.id::text = a."group") as group_name,
       case when a."group" is null then null else (
         select jsonb_agg(jsonb_build_object('run', r.id, 'key', r.key, 'automationId', o.id, 'automation', o.name, 'priority', o.exclusivity_priority)
           order by o.exclusivity_priority desc, r.id)
         from runs r join automations o on o.tenant_id = r.tenant_id and o.id = r.automation_id
         where r.tenant_id = ${tenantId} and r.subject_id = a.subject and r.ended_at is null and r.automation_id <> a.automation
           and o.exclusivity_group_id::text = a."group") end as holders`;
}

/**
 * The locks of the keys of runs that may be taken over. They are read before any lock is taken, so that all locks are taken at once and
 * in their order; whoever comes in between is met under the group's lock.
 */
export async function locksOfHolders(trx: TenantTrx, tenantId: string, admitted: readonly Admitted[]): Promise<readonly string[]> {
  const asked = admitted.flatMap(({ candidate, subject }) => {
    const { exclusive } = candidate.live.plan.enrollment;
    return exclusive === undefined || exclusive.priority === 0
      ? []
      : [{ group: exclusive.group, priority: exclusive.priority, subject: subject.id }];
  });
  if (asked.length === 0) return [];
  const [found] = await runTogether(trx, [
    `select distinct r.automation_id, r.key from jsonb_to_recordset(${literal(asked)}::jsonb) as a ("group" text, priority int, subject uuid)
       join runs r on r.tenant_id = ${literal(tenantId)}::uuid and r.subject_id = a.subject and r.ended_at is null
       join automations o on o.tenant_id = r.tenant_id and o.id = r.automation_id and o.exclusivity_group_id::text = a."group" and o.exclusivity_priority < a.priority`,
  ]);
  return rowsIn<{ automation_id: string; key: string }>(found).map((row) => runName(row.automation_id, row.key));
}

export interface Takeover {
  readonly holder: Holder;
  readonly by: Admitted;
  readonly group: string;
}

/** What the groups of one turn come to: who is kept out, who takes over from whom. The locks of the groups are held. */
export class Exclusivity {
  readonly #entered = new Map<string, Admitted[]>();
  readonly #takeovers = new Map<string, Takeover>();
  /** The run that asks cannot be ended by what it starts. */
  readonly #own: string | null;

  constructor(context: Partial<Pick<CommandContext, 'actor'>>) {
    this.#own = context.actor?.kind === 'automation' ? context.actor.runId : null;
  }

  get takeovers(): readonly Takeover[] {
    return [...this.#takeovers.values()];
  }

  /** Why the record stays with whoever has it; null if nobody has it, or only those who go second. */
  refuse(one: Admitted, holders: readonly Holder[], group: string | null): Rejection | null {
    const { exclusive } = one.candidate.live.plan.enrollment;
    if (exclusive === undefined) return null;
    const standing = [...this.#open(holders), ...this.#others(one).map(holderOf)];
    const keeps = standing.find((holder) => holder.priority >= exclusive.priority || holder.run === this.#own);
    return keeps === undefined ? null : exclusiveRejection(one, keeps, group);
  }

  /** Lets it in. @returns those of this turn that it takes the place of */
  enter(one: Admitted, holders: readonly Holder[], group: string | null): readonly Rejection[] {
    const name = placeOf(one);
    if (name === null) return [];
    const replaced = this.#others(one);
    for (const holder of this.#open(holders)) this.#takeovers.set(holder.run, { holder, by: one, group: group ?? '' });
    for (const [run, takeover] of this.#takeovers) if (replaced.includes(takeover.by)) this.#takeovers.set(run, { ...takeover, by: one });
    this.#entered.set(name, [...(this.#entered.get(name) ?? []).filter((other) => !replaced.includes(other)), one]);
    return replaced.map((other) => exclusiveRejection(other, holderOf(one), group));
  }

  /** A newer event of its own automation took its place. */
  leave(one: Admitted): void {
    const name = placeOf(one);
    if (name !== null)
      this.#entered.set(
        name,
        (this.#entered.get(name) ?? []).filter((other) => other !== one),
      );
  }

  #open(holders: readonly Holder[]): readonly Holder[] {
    return holders.filter((holder) => !this.#takeovers.has(holder.run));
  }

  #others(one: Admitted): readonly Admitted[] {
    const name = placeOf(one);
    const here = name === null ? [] : (this.#entered.get(name) ?? []);
    return here.filter((other) => other.candidate.live.automationId !== one.candidate.live.automationId);
  }
}

function placeOf(one: Admitted): string | null {
  const { exclusive } = one.candidate.live.plan.enrollment;
  return exclusive === undefined ? null : groupName(exclusive.group, one.subject.id);
}

function holderOf(one: Admitted): Holder {
  const { live } = one.candidate;
  const priority = live.plan.enrollment.exclusive?.priority ?? 0;
  return { run: one.runId ?? '', key: one.key, automationId: live.automationId, automation: live.name, priority };
}

function exclusiveRejection(one: Admitted, holder: Holder, group: string | null): Rejection {
  const { exclusive } = one.candidate.live.plan.enrollment;
  const details: JsonObject = {
    group: exclusive?.group ?? '',
    groupName: group ?? '',
    priority: exclusive?.priority ?? 0,
    automationId: holder.automationId,
    automation: holder.automation,
    runId: holder.run,
    itsPriority: holder.priority,
  };
  return { candidate: one.candidate, rule: 'exclusive', key: one.key, details };
}
