import { standInNow } from '../../../commands/calendars/missing-people.ts';
import { createTask } from '../../../commands/tasks/create-task.ts';
import { renderText } from '../../../domain/expressions/text.ts';
import type { Executor } from './executor.ts';
import { dueOf, ownerOf, personOf } from './values.ts';

export const executeCreateTask: Executor<'record.create_task'> = async (config, env) => {
  const meant = await personOf(config.assignee, env);
  const instead =
    config.whenAway === 'stand_in' && meant !== null ? await standInNow(env.trx, env.context.tenantId, meant, env.context.now) : null;
  const assignee = instead?.userId ?? meant;
  const when = await dueOf(config.due, env, assignee ?? ownerOf(env));
  const title = renderText(config.title, env.facts);
  if ('problem' in when) return { kind: 'fail', reason: when.problem, inputs: { title } };
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
    inputs: {
      title,
      priority: config.priority,
      kind: config.kind,
      dueAt: when.due,
      assignee,
      ...(instead === null ? {} : { insteadOf: meant }),
    },
    output: { task: { type: 'task', id: task.id }, dueAt: when.due, assignee },
  };
};
