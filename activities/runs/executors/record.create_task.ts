import { createTask } from '../../../commands/tasks/create-task.ts';
import { renderText } from '../../../domain/expressions/text.ts';
import type { Executor } from './executor.ts';
import { dueOf, personOf } from './values.ts';

export const executeCreateTask: Executor<'record.create_task'> = async (config, env) => {
  const when = dueOf(config.due, env);
  const title = renderText(config.title, env.facts);
  if ('problem' in when) return { kind: 'fail', reason: when.problem, inputs: { title } };
  const assignee = await personOf(config.assignee, env);
  const task = await createTask(env.trx, env.context, {
    title,
    description: renderText(config.description, env.facts) || null,
    dueAt: when.due,
    priority: config.priority,
    kind: config.kind,
    ownerUserId: assignee,
    records: [env.subject],
    held: true,
  });
  return {
    kind: 'done',
    outcome: 'next',
    inputs: { title, priority: config.priority, kind: config.kind, dueAt: when.due, assignee },
    output: { task: { type: 'task', id: task.id }, dueAt: when.due, assignee },
  };
};
