import { newId } from '../../../commands/lib/new-id.ts';
import type { ConfigOf } from '../../../domain/automation/nodes/registry.ts';
import { valueOf } from '../../../domain/expressions/evaluate.ts';
import type { StepResult } from '../../../domain/automation/run/run-types.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { renderTemplate } from '../../../templates/render/render-template.ts';
import type { EffectEnv, Executor } from './executor.ts';
import { personOf } from './values.ts';

type Config = ConfigOf<'message.email'>;

/**
 * Puts a message in place, rendered from what is true now, and wishes for its delivery. Both commit with the step; the row is unique per
 * step, and its Message-ID is made of the step's key, so that a mail sent twice is known as the same one.
 */
export const executeEmail: Executor<'message.email'> = async (config, env) => {
  const to = await recipientOf(config, env);
  if (to === null)
    return { kind: 'skip', outcome: env.leavesBy('not_sent') ? 'not_sent' : 'next', reason: 'There is no e-mail address to send to.' };
  const source = await sourceOf(config, env);
  if (source === null) return { kind: 'fail', reason: 'The template has no version that was approved when the automation was published.' };
  const mail = renderTemplate({ channel: 'email', ...source }, variables(env), { timeZone: env.facts.timeZone, locale: 'en' });
  const id = newId();
  const { epoch, step, visit } = env.key;
  await env.trx.raw(
    `insert into messages (tenant_id, id, channel, status, consent_class, record_type, record_id, to_address, to_name, subject, body, body_text, template_version_id,
       automation_id, run_id, epoch, step, visit, send_window, incarnation, message_id, created_at, updated_at)
     values (?, ?, 'email', 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, 1, ?, ?, ?)`,
    [
      env.context.tenantId,
      id,
      config.consent ?? 'transactional',
      env.subject.type,
      env.subject.id,
      to.address,
      to.name,
      mail.subject,
      mail.html ?? mail.text,
      mail.text,
      source.versionId,
      env.run.automationId,
      env.run.id,
      epoch,
      step,
      visit,
      config.window === null ? null : JSON.stringify(config.window),
      `<${env.run.id}.${epoch}.${step}.${visit}@${env.services.mailDomain}>`,
      env.context.now,
      env.context.now,
    ],
  );
  env.context.record({
    type: 'message.queued',
    subject: { type: 'message', id },
    related: [env.subject],
    data: { channel: 'email', subject: mail.subject },
  });
  env.dispatch({
    causeKey: `start/delivery/${id}/1`,
    target: { kind: 'start', workflow: { type: 'delivery', messageId: id, incarnation: 1 } },
  });
  return {
    kind: 'done',
    outcome: 'next',
    inputs: { to: to.address, subject: mail.subject, ...(mail.unset.length === 0 ? {} : { unset: mail.unset }) },
    output: { message: { type: 'message', id } },
  } satisfies StepResult;
};

interface Recipient {
  readonly address: string;
  readonly name: string | null;
}

async function recipientOf(config: Config, env: EffectEnv): Promise<Recipient | null> {
  const { to } = config;
  if (to.kind === 'subject') return addressIn(env.row.email, nameOf(env.row));
  if (to.kind === 'address') return addressIn(valueOf(to.value, env.facts), null);
  const userId = await personOf(to.person, env);
  if (userId === null) return null;
  const result: { rows: { email: string; name: string }[] } = await env.trx.raw(
    `select email, name from users where tenant_id = ? and id = ? and status = 'active'`,
    [env.context.tenantId, userId],
  );
  const user = result.rows[0];
  return user === undefined ? null : { address: user.email, name: user.name };
}

function addressIn(value: unknown, name: string | null): Recipient | null {
  return typeof value === 'string' && value.includes('@') ? { address: value, name } : null;
}

function nameOf(row: Readonly<Record<string, unknown>>): string | null {
  const parts = [row.firstName, row.lastName].filter((part): part is string => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(' ') : typeof row.name === 'string' ? row.name : null;
}

interface Source {
  readonly subject: string;
  readonly body: string;
  readonly versionId: string | null;
}

async function sourceOf(config: Config, env: EffectEnv): Promise<Source | null> {
  const { content } = config;
  if (content.kind === 'inline') return { subject: content.subject, body: content.body, versionId: null };
  const versionId = env.run.templateVersions[content.templateId];
  if (versionId === undefined) return null;
  const result: { rows: { subject: string | null; body: string }[] } = await env.trx.raw(
    'select subject, body from template_versions where tenant_id = ? and id = ?',
    [env.context.tenantId, versionId],
  );
  const version = result.rows[0];
  return version === undefined ? null : { subject: version.subject ?? '', body: version.body, versionId };
}

/** What the text may name: the facts' roots, and outputs of earlier steps under `steps`. */
function variables(env: EffectEnv): JsonObject {
  return { ...env.facts.roots, steps: env.facts.outputs };
}
