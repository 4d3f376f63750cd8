import { nameOf } from '../../../commands/records/name-of.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { AutomationView, EnrolmentView, VersionView } from '../../../db/queries/find-automations.ts';
import { findAutomation } from '../../../db/queries/find-automations.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import type { Compiled } from '../../../domain/automation/compile/compile.ts';
import { rejectionRules, rejectionSentence } from '../../../domain/automation/enrolment-rules.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { Impact } from '../../../commands/operations/impact-plan.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type * as contract from '../../contracts/automations.ts';
import type { Impact as ImpactAnswer } from '../../contracts/impact.ts';

export async function readAutomation(trx: TenantTrx, id: string): Promise<contract.Automation> {
  const row = await findAutomation(trx, id);
  if (row === null) throw new UserError('not_found', 'There is no such automation.');
  return presentAutomation(row);
}

export function presentAutomation(row: AutomationView): contract.Automation {
  const paused = row.status === 'paused';
  return {
    ...presentSummary(row),
    draft: row.draft,
    live: row.live,
    nextNumber: row.nextNumber,
    publishNeedsApproval: row.publishNeedsApproval,
    pausedAt: paused ? (row.statusChangedAt?.toISOString() ?? null) : null,
    pausedBy: paused ? row.statusChangedBy : null,
  };
}

export function presentSummary(row: AutomationView): contract.AutomationSummary {
  const { trigger } = row.draft;
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    description: row.description,
    subject: row.subject,
    status: row.status,
    folder: row.folder,
    trigger: typeof trigger === 'object' && trigger !== null && !Array.isArray(trigger) ? (trigger as JsonObject) : {},
    liveNumber: row.liveNumber,
    canary: row.canary,
    draftChanged: row.draftChanged,
    health: healthOf(row),
    counts: {
      queued: row.queued,
      running: row.running,
      waiting: row.waiting,
      held: row.held,
      enrolled7d: row.enrolled7d,
      rejected7d: row.rejected7d,
      failed7d: row.failed7d,
    },
    lastMatchAt: row.lastMatchedAt?.toISOString() ?? null,
    days: [...row.days],
    owner: row.owner,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}

const silentAfterMs = 7 * 86_400_000;
/** Fewer matches than this say nothing about what is usual. */
const usualMatches = 10;

/** Failing: somebody must look at runs. Silent: it used to match, and has not for a week. */
function healthOf(row: AutomationView): contract.AutomationSummary['health'] {
  if (row.status !== 'archived' && (row.stuck > 0 || row.failed7d > 0)) return 'failing';
  const lately = row.lastMatchedAt?.getTime() ?? 0;
  if (row.status === 'active' && row.matched >= usualMatches && Date.now() - lately > silentAfterMs) return 'silent';
  return row.draftChanged ? 'draft_changed' : 'ok';
}

export function presentImpact(impact: Impact, to: Plan, version: number): ImpactAnswer {
  return {
    version,
    rows: [...impact.rows],
    targets: to.steps.map(({ id, number, title, type }) => ({ step: id, number, title, type })),
    result: impact.result,
  };
}

export function presentVersion(row: VersionView): contract.AutomationVersion {
  return {
    number: row.number,
    live: row.live,
    canary: row.canary,
    definition: row.definition,
    planHash: row.planHash,
    publishedAt: row.publishedAt.toISOString(),
    publishedBy: row.publishedBy,
    waiting: row.waiting,
  };
}

export function presentCompiled(compiled: Compiled): contract.CompiledAnswer {
  return {
    publishable: compiled.plan !== null,
    planHash: compiled.hash,
    estimate: compiled.estimate === null ? null : { ...compiled.estimate },
    diagnostics: compiled.diagnostics.map(({ fix, ...diagnostic }) => ({
      ...diagnostic,
      ...(fix === undefined ? {} : { fix: { title: fix.title, patch: fix.patch.map((operation) => ({ ...operation })) } }),
    })),
  };
}

export async function presentEnrolments(trx: TenantTrx, rows: readonly EnrolmentView[]): Promise<contract.Enrolment[]> {
  const names = await findRecordNames(
    trx,
    rows.flatMap((row) => (row.subjectId === null ? [] : [row.subjectId])),
  );
  return rows.map((row) => {
    const rule = rejectionRules.find((one) => one === row.rule) ?? null;
    const named = row.subjectId === null ? undefined : names.get(row.subjectId);
    return {
      id: row.id,
      outcome: row.outcome,
      record:
        row.subjectId === null || row.subjectType === null
          ? null
          : { type: row.subjectType, id: row.subjectId, name: named ? nameOf(named) : '' },
      runId: row.runId,
      version: row.version,
      eventId: row.eventId,
      rule,
      detail: rule === null ? null : rejectionSentence(rule, row.details),
      details: row.details,
      at: row.at.toISOString(),
    };
  });
}
