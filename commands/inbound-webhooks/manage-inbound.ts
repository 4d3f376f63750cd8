import { randomBytes } from 'node:crypto';
import type { Problem } from '../../domain/errors/errors.ts';
import { formFields } from '../../domain/forms/form-records.ts';
import type { InboundAuth } from '../../domain/webhooks/inbound.ts';
import type { InboundMapping } from '../../domain/webhooks/mapping.ts';
import { parsePath } from '../../domain/webhooks/mapping.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { customFieldsOf } from '../records/custom-values.ts';
import { refuseProblems } from '../records/refuse.ts';
import { vaultOf } from '../credentials/vault.ts';
import { inboundSecretPlace, lockInbound } from './inbound-row.ts';

export interface InboundSettings {
  readonly name: string;
  readonly auth: InboundAuth;
  readonly deliveryIdHeader: string | null;
  readonly mapping: InboundMapping;
  readonly keepSamples: number;
  readonly status: 'active' | 'paused';
}

/** Makes an address for another system; answers the secret, which is never told again. */
export async function createInbound(
  trx: TenantTrx,
  context: CommandContext,
  input: InboundSettings & { readonly secret?: string | undefined },
): Promise<{ readonly id: string; readonly secret: string }> {
  await refuseMapping(trx, context, input.mapping);
  const id = newId();
  const secret = input.secret ?? randomBytes(24).toString('base64url');
  await trx.raw(
    `insert into inbound_webhooks (tenant_id, id, name, key, status, auth, secret, delivery_id_header, mapping, keep_samples, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?, ?, ?)`,
    [
      context.tenantId,
      id,
      input.name,
      randomBytes(12).toString('base64url'),
      input.status,
      JSON.stringify(input.auth),
      vaultOf(trx).seal(secret, inboundSecretPlace(context.tenantId, id)),
      input.deliveryIdHeader,
      JSON.stringify(input.mapping),
      input.keepSamples,
      context.now,
      context.now,
    ],
  );
  await writeAudit(trx, context, {
    action: 'inbound_webhook.created',
    recordType: 'inbound_webhook',
    recordId: id,
    after: { name: input.name },
  });
  return { id, secret };
}

export async function updateInbound(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number } & {
    readonly [K in keyof InboundSettings]?: InboundSettings[K] | undefined;
  },
): Promise<void> {
  const row = await lockInbound(trx, context, input.id, input.expectedVersion);
  const mapping = input.mapping ?? row.mapping;
  await refuseMapping(trx, context, mapping);
  await trx.raw(
    `update inbound_webhooks set name = ?, status = ?, auth = ?::jsonb, delivery_id_header = ?, mapping = ?::jsonb, keep_samples = ?, version = version + 1, updated_at = ?
     where tenant_id = ? and id = ?`,
    [
      input.name ?? row.name,
      input.status ?? row.status,
      JSON.stringify(input.auth ?? row.auth),
      input.deliveryIdHeader === undefined ? row.deliveryIdHeader : input.deliveryIdHeader,
      JSON.stringify(mapping),
      input.keepSamples ?? row.keepSamples,
      context.now,
      context.tenantId,
      row.id,
    ],
  );
  await writeAudit(trx, context, {
    action: 'inbound_webhook.changed',
    recordType: 'inbound_webhook',
    recordId: row.id,
    before: { name: row.name },
  });
}

/** A new secret at once: the old one is refused from now on. */
export async function rotateInboundSecret(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number; readonly secret?: string | undefined },
): Promise<string> {
  const row = await lockInbound(trx, context, input.id, input.expectedVersion);
  const secret = input.secret ?? randomBytes(24).toString('base64url');
  await trx.raw('update inbound_webhooks set secret = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    vaultOf(trx).seal(secret, inboundSecretPlace(context.tenantId, row.id)),
    context.now,
    context.tenantId,
    row.id,
  ]);
  await writeAudit(trx, context, { action: 'inbound_webhook.secret_rotated', recordType: 'inbound_webhook', recordId: row.id });
  return secret;
}

export async function archiveInbound(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<void> {
  const row = await lockInbound(trx, context, input.id, input.expectedVersion);
  await trx.raw('update inbound_webhooks set archived_at = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    context.now,
    context.now,
    context.tenantId,
    row.id,
  ]);
  await writeAudit(trx, context, {
    action: 'inbound_webhook.archived',
    recordType: 'inbound_webhook',
    recordId: row.id,
    before: { name: row.name },
  });
}

/** Takes what was sent out of a recorded request; that it came and what became of it stays. */
export async function redactRequest(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly webhookId: string; readonly id: string },
): Promise<void> {
  await lockInbound(trx, context, input.webhookId);
  await trx.raw(`update inbound_requests set body = null, headers = '{}' where tenant_id = ? and webhook_id = ? and id = ?`, [
    context.tenantId,
    input.webhookId,
    input.id,
  ]);
}

async function refuseMapping(trx: TenantTrx, context: CommandContext, mapping: InboundMapping): Promise<void> {
  const own = await customFieldsOf(trx, context, 'lead');
  const known = new Set<string>([...formFields.lead, ...own.map((field) => `custom.${field.key}`)]);
  const problems: Problem[] = [];
  for (const [index, { path, field }] of mapping.fields.entries()) {
    const pointer = `/mapping/fields/${index}`;
    if (!known.has(field))
      problems.push({ pointer: `${pointer}/field`, code: 'field_unknown', detail: `There is no field "${field}" to write.` });
    if (parsePath(path) === null) problems.push({ pointer: `${pointer}/path`, code: 'path_invalid', detail: `"${path}" is not a path.` });
  }
  for (const [index, { path }] of mapping.data.entries())
    if (parsePath(path) === null)
      problems.push({ pointer: `/mapping/data/${index}/path`, code: 'path_invalid', detail: `"${path}" is not a path.` });
  if (mapping.target === 'lead' && !mapping.fields.some((one) => one.field === 'email'))
    problems.push({ pointer: '/mapping/fields', code: 'email_missing', detail: 'A lead is found by its e-mail address: map one.' });
  refuseProblems('mapping', problems);
}
