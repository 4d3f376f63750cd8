/** Dotted names, stable for ever. A type that is named here without spec, executor, editor or fixture does not compile. */
export const triggerTypes = ['trigger.event', 'trigger.manual'] as const;
export type TriggerType = (typeof triggerTypes)[number];

export const nodeTypes = [
  'wait.duration',
  'wait.until_window',
  'wait.for_event',
  'flow.if',
  'flow.goto',
  'flow.exit',
  'record.create_task',
  'record.update',
  'record.add_tag',
  'record.remove_tag',
  'record.assign',
  'record.log_activity',
  'message.email',
  'message.in_app',
] as const;
export type NodeType = (typeof nodeTypes)[number];
