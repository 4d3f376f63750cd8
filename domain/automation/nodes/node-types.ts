/** Dotted names, stable for ever. A type that is named here without spec, executor, editor or fixture does not compile. */
export const triggerTypes = [
  'trigger.event',
  'trigger.date',
  'trigger.schedule',
  'trigger.segment',
  'trigger.form',
  'trigger.webhook',
  'trigger.manual',
] as const;
export type TriggerType = (typeof triggerTypes)[number];

/** Decided purely by `decide(config, env)` of their spec: no executor in activities. */
export const controlNodeTypes = [
  'wait.duration',
  'wait.until_window',
  'wait.for_event',
  'wait.until_date',
  'flow.if',
  'flow.switch',
  'flow.split',
  'flow.parallel',
  'flow.join',
  'flow.for_each',
  'flow.goal',
  'flow.set_variable',
  'flow.goto',
  'flow.exit',
] as const;
export type ControlNodeType = (typeof controlNodeTypes)[number];

/** Change something through commands: each has an executor in activities and a shadow in the simulator. */
export const effectNodeTypes = [
  'flow.run_automation',
  'record.create_task',
  'record.update',
  'record.add_tag',
  'record.remove_tag',
  'record.assign',
  'record.log_activity',
  'record.find',
  'record.create',
  'record.associate',
  'record.archive',
  'record.move_stage',
  'message.email',
  'message.in_app',
  'http.request',
] as const;
export type EffectNodeType = (typeof effectNodeTypes)[number];

export const nodeTypes = [...controlNodeTypes, ...effectNodeTypes] as const;
export type NodeType = (typeof nodeTypes)[number];

/** The rail a step's card is drawn with, and the group it has in the step picker. */
export const nodeCategories = ['wait', 'flow', 'record', 'message', 'people', 'outside'] as const;
export type NodeCategory = (typeof nodeCategories)[number];

export function isControlNode(type: NodeType): type is ControlNodeType {
  return (controlNodeTypes as readonly string[]).includes(type);
}
