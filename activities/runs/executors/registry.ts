import type { EffectNodeType } from '../../../domain/automation/nodes/node-types.ts';
import { isControlNode } from '../../../domain/automation/nodes/node-types.ts';
import { configOf } from '../../../domain/automation/nodes/registry.ts';
import type { PlanStep } from '../../../domain/automation/plan/plan.ts';
import type { StepKey, StepResult } from '../../../domain/automation/run/run-types.ts';
import type { Session } from '../segment/session.ts';
import type { EffectEnv, EffectServices, Executor } from './executor.ts';
import { executeRunAutomation } from './flow.run_automation.ts';
import { executeAddTag } from './record.add_tag.ts';
import { executeArchive } from './record.archive.ts';
import { executeAssociate } from './record.associate.ts';
import { executeCreate } from './record.create.ts';
import { executeFind } from './record.find.ts';
import { executeMoveStage } from './record.move_stage.ts';
import { executeAssign } from './record.assign.ts';
import { executeCreateTask } from './record.create_task.ts';
import { executeEmail } from './message.email.ts';
import { executeHttp } from './http.request.ts';
import { executeInApp } from './message.in_app.ts';
import { executeLogActivity } from './record.log_activity.ts';
import { executeRemoveTag } from './record.remove_tag.ts';
import { executeUpdate } from './record.update.ts';

/** Mapped over the types: an effect without an executor does not compile. */
const executors: { readonly [T in EffectNodeType]: Executor<T> } = {
  'flow.run_automation': executeRunAutomation,
  'record.create_task': executeCreateTask,
  'record.update': executeUpdate,
  'record.add_tag': executeAddTag,
  'record.remove_tag': executeRemoveTag,
  'record.assign': executeAssign,
  'record.log_activity': executeLogActivity,
  'record.find': executeFind,
  'record.create': executeCreate,
  'record.associate': executeAssociate,
  'record.archive': executeArchive,
  'record.move_stage': executeMoveStage,
  'message.email': executeEmail,
  'message.in_app': executeInApp,
  'http.request': executeHttp,
};

/** Executes an effect step inside the segment's transaction. */
export async function executeEffect(session: Session, services: EffectServices, step: PlanStep, key: StepKey): Promise<StepResult> {
  if (isControlNode(step.type)) throw new TypeError(`${step.type} is decided, not executed`);
  const record = session.record;
  if (record === null) return { kind: 'fail', reason: 'The record was deleted.' };
  return executeAs(step.type, step, {
    trx: session.trx,
    context: session.contextOf(key),
    facts: session.facts(),
    subject: session.subject,
    row: record.row,
    calendar: session.calendar,
    hours: await session.hoursFor(step),
    key,
    run: {
      id: session.run.id,
      automationId: session.run.automation_id,
      automationName: session.run.automation_name,
      templateVersions: session.run.template_versions,
    },
    leavesBy: (outcome) => Object.hasOwn(step.next, outcome),
    services,
    replaceRow: (row) => session.replaceRow({ ...row }),
    relatedChanged: () => session.relatedChanged(),
    keeps: step.keeps ?? [],
    replaceTags: (tags) => session.replaceTags(tags),
    dispatch: (dispatch) => session.dispatches.push(dispatch),
  });
}

function executeAs<T extends EffectNodeType>(type: T, step: PlanStep, env: EffectEnv): Promise<StepResult> {
  return executors[type](configOf(step, type), env);
}
