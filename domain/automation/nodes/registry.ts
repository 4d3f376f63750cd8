import type { JsonObject } from '../../json.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { StepResult } from '../run/run-types.ts';
import type { FlowExitConfig } from './flow-exit.ts';
import { flowExit } from './flow-exit.ts';
import type { FlowForEachConfig } from './flow-for-each.ts';
import { flowForEach } from './flow-for-each.ts';
import type { FlowGoalConfig } from './flow-goal.ts';
import { flowGoal } from './flow-goal.ts';
import type { FlowJoinConfig } from './flow-join.ts';
import { flowJoin } from './flow-join.ts';
import type { FlowParallelConfig } from './flow-parallel.ts';
import { flowParallel } from './flow-parallel.ts';
import type { FlowRunAutomationConfig } from './flow-run-automation.ts';
import { flowRunAutomation } from './flow-run-automation.ts';
import type { FlowSetVariableConfig } from './flow-set-variable.ts';
import { flowSetVariable } from './flow-set-variable.ts';
import type { FlowGotoConfig } from './flow-goto.ts';
import { flowGoto } from './flow-goto.ts';
import type { FlowSplitConfig } from './flow-split.ts';
import { flowSplit } from './flow-split.ts';
import type { FlowSwitchConfig } from './flow-switch.ts';
import { flowSwitch } from './flow-switch.ts';
import type { WaitUntilDateConfig } from './wait-until-date.ts';
import { waitUntilDate } from './wait-until-date.ts';
import type { FlowIfConfig } from './flow-if.ts';
import { flowIf } from './flow-if.ts';
import type { HttpRequestConfig } from './http-request.ts';
import { httpRequest } from './http-request.ts';
import type { MessageEmailConfig } from './message-email.ts';
import { messageEmail } from './message-email.ts';
import type { MessageInAppConfig } from './message-in-app.ts';
import { messageInApp } from './message-in-app.ts';
import type { ControlNodeType, EffectNodeType, NodeType, TriggerType } from './node-types.ts';
import type { RecordFindConfig } from './record-find.ts';
import { recordFind } from './record-find.ts';
import type { RecordCreateConfig } from './record-create.ts';
import { recordCreate } from './record-create.ts';
import type { RecordAssociateConfig } from './record-associate.ts';
import { recordAssociate } from './record-associate.ts';
import type { RecordArchiveConfig } from './record-archive.ts';
import { recordArchive } from './record-archive.ts';
import type { RecordMoveStageConfig } from './record-move-stage.ts';
import { recordMoveStage } from './record-move-stage.ts';
import type { RecordAddTagConfig } from './record-add-tag.ts';
import { recordAddTag } from './record-add-tag.ts';
import type { RecordAssignConfig } from './record-assign.ts';
import { recordAssign } from './record-assign.ts';
import type { RecordCreateTaskConfig } from './record-create-task.ts';
import { recordCreateTask } from './record-create-task.ts';
import type { RecordLogActivityConfig } from './record-log-activity.ts';
import { recordLogActivity } from './record-log-activity.ts';
import type { RecordRemoveTagConfig } from './record-remove-tag.ts';
import { recordRemoveTag } from './record-remove-tag.ts';
import type { RecordUpdateConfig } from './record-update.ts';
import { recordUpdate } from './record-update.ts';
import type { ControlSpec, DecideEnv, NodeSpec, TriggerSpec } from './spec.ts';
import type { TriggerDateConfig } from './trigger-date.ts';
import { triggerDate } from './trigger-date.ts';
import type { TriggerEventConfig } from './trigger-event.ts';
import { triggerEvent } from './trigger-event.ts';
import type { TriggerFormConfig } from './trigger-form.ts';
import { triggerForm } from './trigger-form.ts';
import type { TriggerManualConfig } from './trigger-manual.ts';
import { triggerManual } from './trigger-manual.ts';
import type { TriggerScheduleConfig } from './trigger-schedule.ts';
import { triggerSchedule } from './trigger-schedule.ts';
import type { TriggerSegmentConfig } from './trigger-segment.ts';
import { triggerSegment } from './trigger-segment.ts';
import type { TriggerWebhookConfig } from './trigger-webhook.ts';
import { triggerWebhook } from './trigger-webhook.ts';
import type { WaitDurationConfig } from './wait-duration.ts';
import { waitDuration } from './wait-duration.ts';
import type { WaitForEventConfig } from './wait-for-event.ts';
import { waitForEvent } from './wait-for-event.ts';
import type { WaitUntilWindowConfig } from './wait-until-window.ts';
import { waitUntilWindow } from './wait-until-window.ts';

/** The normalised config of every node type: every default filled in. */
export interface NodeConfigs {
  'wait.duration': WaitDurationConfig;
  'wait.until_window': WaitUntilWindowConfig;
  'wait.for_event': WaitForEventConfig;
  'wait.until_date': WaitUntilDateConfig;
  'flow.if': FlowIfConfig;
  'flow.switch': FlowSwitchConfig;
  'flow.split': FlowSplitConfig;
  'flow.parallel': FlowParallelConfig;
  'flow.join': FlowJoinConfig;
  'flow.for_each': FlowForEachConfig;
  'flow.goal': FlowGoalConfig;
  'flow.set_variable': FlowSetVariableConfig;
  'flow.goto': FlowGotoConfig;
  'flow.exit': FlowExitConfig;
  'flow.run_automation': FlowRunAutomationConfig;
  'record.create_task': RecordCreateTaskConfig;
  'record.update': RecordUpdateConfig;
  'record.add_tag': RecordAddTagConfig;
  'record.remove_tag': RecordRemoveTagConfig;
  'record.assign': RecordAssignConfig;
  'record.log_activity': RecordLogActivityConfig;
  'record.find': RecordFindConfig;
  'record.create': RecordCreateConfig;
  'record.associate': RecordAssociateConfig;
  'record.archive': RecordArchiveConfig;
  'record.move_stage': RecordMoveStageConfig;
  'message.email': MessageEmailConfig;
  'message.in_app': MessageInAppConfig;
  'http.request': HttpRequestConfig;
}
export type ConfigOf<T extends NodeType> = NodeConfigs[T];

export interface TriggerConfigs {
  'trigger.event': TriggerEventConfig;
  'trigger.date': TriggerDateConfig;
  'trigger.schedule': TriggerScheduleConfig;
  'trigger.segment': TriggerSegmentConfig;
  'trigger.form': TriggerFormConfig;
  'trigger.webhook': TriggerWebhookConfig;
  'trigger.manual': TriggerManualConfig;
}

/** Mapped over the node types: a type without its spec does not compile. */
export const controlSpecs: { readonly [T in ControlNodeType]: ControlSpec<T, NodeConfigs[T]> } = {
  'wait.duration': waitDuration,
  'wait.until_window': waitUntilWindow,
  'wait.for_event': waitForEvent,
  'wait.until_date': waitUntilDate,
  'flow.if': flowIf,
  'flow.switch': flowSwitch,
  'flow.split': flowSplit,
  'flow.parallel': flowParallel,
  'flow.join': flowJoin,
  'flow.for_each': flowForEach,
  'flow.goal': flowGoal,
  'flow.set_variable': flowSetVariable,
  'flow.goto': flowGoto,
  'flow.exit': flowExit,
};

export const effectSpecs: { readonly [T in EffectNodeType]: NodeSpec<T, NodeConfigs[T]> } = {
  'flow.run_automation': flowRunAutomation,
  'record.create_task': recordCreateTask,
  'record.update': recordUpdate,
  'record.add_tag': recordAddTag,
  'record.remove_tag': recordRemoveTag,
  'record.assign': recordAssign,
  'record.log_activity': recordLogActivity,
  'record.find': recordFind,
  'record.create': recordCreate,
  'record.associate': recordAssociate,
  'record.archive': recordArchive,
  'record.move_stage': recordMoveStage,
  'message.email': messageEmail,
  'message.in_app': messageInApp,
  'http.request': httpRequest,
};

export const nodeSpecs: { readonly [T in NodeType]: NodeSpec<T, NodeConfigs[T]> } = { ...controlSpecs, ...effectSpecs };

export const triggerSpecs: { readonly [T in TriggerType]: TriggerSpec<T, TriggerConfigs[T]> } = {
  'trigger.event': triggerEvent,
  'trigger.date': triggerDate,
  'trigger.schedule': triggerSchedule,
  'trigger.segment': triggerSegment,
  'trigger.form': triggerForm,
  'trigger.webhook': triggerWebhook,
  'trigger.manual': triggerManual,
};

/** The config of a step whose type is known, e.g. in the executor of that type. */
export function configOf<T extends NodeType>(step: PlanStep, type: T): NodeConfigs[T] {
  if (step.type !== type) throw new TypeError(`step ${step.id} is a ${step.type}, not a ${type}`);
  return step.config as unknown as NodeConfigs[T];
}

/** The config of a trigger whose type is known. */
export function triggerConfigOf<T extends TriggerType>(
  trigger: { readonly type: TriggerType; readonly config: JsonObject },
  type: T,
): TriggerConfigs[T] {
  if (trigger.type !== type) throw new TypeError(`the trigger is a ${trigger.type}, not a ${type}`);
  return trigger.config as unknown as TriggerConfigs[T]; // checked when the plan was compiled
}

/** Decides a control or wait step: what `execute` means for steps without an effect. */
export function decideStep(step: PlanStep & { readonly type: ControlNodeType }, env: DecideEnv): StepResult {
  return decideAs(step.type, step, env);
}

function decideAs<T extends ControlNodeType>(type: T, step: PlanStep, env: DecideEnv): StepResult {
  return controlSpecs[type].decide(configOf(step, type), env);
}
