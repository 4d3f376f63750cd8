import { logActivity } from '../../../commands/activities/log-activity.ts';
import { renderText } from '../../../domain/expressions/text.ts';
import type { Executor } from './executor.ts';

export const executeLogActivity: Executor<'record.log_activity'> = async (config, env) => {
  const title = renderText(config.subject, env.facts);
  const { activity } = await logActivity(env.trx, env.context, {
    type: config.type,
    direction: config.direction,
    title,
    body: renderText(config.body, env.facts) || null,
    records: [env.subject],
    held: true,
  });
  return {
    kind: 'done',
    outcome: 'next',
    inputs: { type: config.type, title },
    output: { activity: { type: 'activity', id: activity.id } },
  };
};
