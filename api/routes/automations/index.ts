import { archiveAutomation } from '../../../commands/automations/archive.ts';
import { createAutomation } from '../../../commands/automations/create-automation.ts';
import { enrolManually } from '../../../commands/automations/enrol-manually.ts';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { planHasProblems, preparePublish, publish, watchSegmentOf } from '../../../commands/automations/publish.ts';
import { releaseAll, resumeAutomation } from '../../../commands/automations/resume.ts';
import { saveDraft } from '../../../commands/automations/save-draft.ts';
import { listAutomations, listEnrolments } from '../../../db/queries/find-automations.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import { importDefinition } from '../../../domain/automation/portable/import-definition.ts';
import { rejectionSentence } from '../../../domain/automation/enrolment-rules.ts';
import * as contract from '../../contracts/automations.ts';
import { idCursor, instantCursor, page } from '../../lib/cursor.ts';
import type { Done, Route } from '../../lib/route.ts';
import { readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';
import { canaryRoutes } from './canary.ts';
import { compileRoutes } from './compile.ts';
import { liveRoutes } from './live.ts';
import { presentEnrolments, presentSummary, readAutomation } from './present.ts';
import { publishRequestRoutes } from './publish-requests.ts';
import { registryRoutes } from './registry.ts';
import { replayRoutes } from './replay.ts';
import { scenarioRoutes } from './scenarios.ts';
import { simulateRoutes } from './simulate.ts';
import { versionRoutes } from './versions.ts';

export const automationRoutes: readonly Route[] = [
  readRoute(contract.listAutomations, {
    policy: automationPolicy.read,
    handle: async ({ trx, query }) => {
      const { status, cursor, ...filter } = query;
      const rows = await listAutomations(trx, { ...filter, status: status?.split(','), after: idCursor(cursor) });
      return page(rows.map(presentSummary), query.limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.getAutomation, {
    policy: automationPolicy.read,
    handle: ({ trx, params }) => readAutomation(trx, params.id),
  }),

  writeRoute(contract.createAutomation, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, body }) => {
      const row = await createAutomation(trx, context, { definition: drawn(body.definition), folder: body.folder ?? null });
      return readAutomation(trx, row.id);
    },
  }),

  writeRoute(contract.importAutomation, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, body }) => {
      const { definition, changes, diagnostics } = importDefinition(body.definition);
      if (definition === null) throw planHasProblems({ diagnostics });
      const row = await createAutomation(trx, context, { definition, folder: body.folder ?? null });
      return { automation: await readAutomation(trx, row.id), changes: [...changes] };
    },
  }),

  writeRoute(contract.updateAutomation, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      const folder = body.folder === undefined ? {} : { folder: body.folder };
      await saveDraft(trx, context, { id: params.id, definition: drawn(body.definition), expectedVersion: version, ...folder });
      return readAutomation(trx, params.id);
    },
    current: ({ trx, params }) => readAutomation(trx, params.id),
  }),

  writeRoute(contract.publishAutomation, {
    policy: automationPolicy.publish,
    lock: 'exclusive',
    prepare: async ({ trx, deps, principal, params, body, version }) => {
      const prepared = await preparePublish(trx, principal.tenantId, { id: params.id, expectedVersion: version, ...body });
      await watchSegmentOf(deps.db, { tenantId: principal.tenantId, actor: { kind: 'user', userId: principal.userId } }, prepared.plan);
      return prepared;
    },
    handle: async ({ trx, context, params, prepared }) => {
      await publish(trx, context, prepared());
      return readAutomation(trx, params.id);
    },
    current: ({ trx, params }) => readAutomation(trx, params.id),
  }),

  writeRoute(contract.pauseAutomation, {
    policy: automationPolicy.publish,
    lock: 'exclusive',
    handle: async ({ trx, context, params }) => {
      await pauseAutomation(trx, context, { id: params.id });
      return readAutomation(trx, params.id);
    },
  }),

  writeRoute(contract.resumeAutomation, {
    policy: automationPolicy.publish,
    lock: 'exclusive',
    handle: async ({ trx, context, params, body }) => {
      await resumeAutomation(trx, context, { id: params.id, ...body });
      return readAutomation(trx, params.id);
    },
    after: release,
  }),

  writeRoute(contract.archiveAutomation, {
    policy: automationPolicy.publish,
    lock: 'exclusive',
    handle: async ({ trx, context, params }) => {
      await archiveAutomation(trx, context, { id: params.id });
      return readAutomation(trx, params.id);
    },
    after: release,
  }),

  readRoute(contract.listEnrolments, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, query }) => {
      await readAutomation(trx, params.id);
      const { cursor, ...filter } = query;
      const rows = await listEnrolments(trx, { ...filter, automationId: params.id, after: instantCursor(cursor) });
      return page(await presentEnrolments(trx, rows), query.limit, (row) => [row.at, row.id]);
    },
  }),

  writeRoute(contract.enrolRecords, {
    policy: automationPolicy.enrol,
    handle: async ({ trx, context, params, body, principal }) => {
      const source = principal.via === 'cookie' ? 'manual' : 'api';
      const result = await enrolManually(trx, context, { automationId: params.id, recordIds: body.recordIds, source });
      const runs = new Map(result.enrolled.map(({ runId, candidate }) => [candidate.subject?.id, runId]));
      const refused = new Map(result.rejected.map((one) => [one.candidate.subject?.id, one]));
      return {
        items: [...new Set(body.recordIds)].map((recordId) => {
          const runId = runs.get(recordId) ?? null;
          if (runId !== null) return { recordId, outcome: 'enrolled' as const, runId, rule: null, detail: null };
          const no = refused.get(recordId);
          return {
            recordId,
            outcome: 'rejected' as const,
            runId,
            rule: no?.rule ?? 'no_record',
            detail: rejectionSentence(no?.rule ?? 'no_record', no?.details),
          };
        }),
      };
    },
  }),

  ...canaryRoutes,
  ...publishRequestRoutes,
  ...compileRoutes,
  ...simulateRoutes,
  ...scenarioRoutes,
  ...replayRoutes,
  ...versionRoutes,
  ...liveRoutes,
  ...registryRoutes,
];

/** A draft is kept as it was drawn; the compiler, which never throws, is the one to say what is wrong with it. */
function drawn(definition: unknown): AutomationDefinition {
  return definition as AutomationDefinition;
}

/** Held runs go on in batches after the flip. Cut off, the sweep goes on with it. */
async function release(done: Done): Promise<void> {
  const { id } = done.result as contract.Automation;
  await releaseAll(done.deps.db, { tenantId: done.tenantId, actor: done.actor }, id);
}
