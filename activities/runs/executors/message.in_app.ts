import { notifyUser } from '../../../commands/notifications/notify-user.ts';
import { renderText } from '../../../domain/expressions/text.ts';
import type { Executor } from './executor.ts';
import { personOf } from './values.ts';

export const executeInApp: Executor<'message.in_app'> = async (config, env) => {
  const recipient = await personOf(config.to, env);
  const title = renderText(config.text, env.facts);
  if (recipient === null) return { kind: 'skip', outcome: 'next', reason: 'There is nobody to tell.', inputs: { title } };
  await notifyUser(env.trx, env.context, {
    userId: recipient,
    kind: 'automation.message',
    record: env.subject,
    title,
    severity: config.level,
    data: { automation: env.run.automationName },
  });
  return { kind: 'done', outcome: 'next', inputs: { title, level: config.level }, output: { recipient } };
};
