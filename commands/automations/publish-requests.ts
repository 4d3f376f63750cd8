import { openedOf } from '../../db/opening.ts';
import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import { canonicalJson } from '../../domain/automation/plan/canonical-json.ts';
import { sha256 } from '../../domain/automation/plan/sha256.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { asTenantId, isUuid } from '../../domain/ids.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notificationInsert } from '../notifications/notification.ts';
import type { Impact } from '../operations/impact-plan.ts';
import { impactPlan } from '../operations/impact-plan.ts';
import { userOf } from '../records/made-by.ts';
import { insertInto, rowOf, rowsOf, updateOf } from '../records/sql.ts';
import { lockAutomation, readAutomation } from './lib/automation-row.ts';
import type { PreparedVersion, Published } from './publish.ts';
import { preparePublish, publish } from './publish.ts';

export interface PublishRequestRow {
  readonly id: string;
  readonly automationId: string;
  readonly note: string;
  readonly draftHash: string;
  readonly planHash: string;
  readonly choices: readonly ImpactChoice[];
  readonly canary: number | null;
  readonly status: 'open' | 'approved' | 'refused' | 'withdrawn' | 'superseded';
  readonly requestedByUserId: string;
}

/** Names a draft by what it says, whatever else happens to its automation. */
export function draftHash(draft: AutomationDefinition): string {
  return sha256(canonicalJson(draft as unknown as Json)); // a definition is JSON
}

export interface RequestPublish {
  readonly id: string;
  readonly note: string;
  readonly expectedVersion: number;
  readonly runs: readonly ImpactChoice[];
  readonly canary: number | null;
}

/** What a request needs to know before its transaction: the draft compiles, its tests pass, and what it would mean for runs under way. */
export async function prepareRequest(
  trx: TenantTrx,
  tenantId: string,
  input: RequestPublish,
): Promise<{ readonly prepared: PreparedVersion; readonly impact: Impact }> {
  const prepared = await preparePublish(trx, tenantId, input);
  const about = { tenantId: asTenantId(tenantId), now: openedOf(trx).now };
  return { prepared, impact: await impactPlan(trx, about, { automationId: input.id, to: prepared.plan, choices: input.runs }) };
}

/** Asks for the draft to be published as it is now. A request that was open for the automation is replaced. */
export async function requestPublish(
  trx: TenantTrx,
  context: CommandContext,
  input: RequestPublish,
  { prepared, impact }: Awaited<ReturnType<typeof prepareRequest>>,
): Promise<string> {
  const requester = personOf(context);
  const row = await lockAutomation(trx, context.tenantId, input.id, prepared.draftVersion);
  await trx.raw(
    `update publish_requests set status = 'superseded', decided_at = ?, updated_at = ?, version = version + 1
     where tenant_id = ? and automation_id = ? and status = 'open'`,
    [context.now, context.now, context.tenantId, row.id],
  );
  const id = newId();
  const written = insertInto('publish_requests', {
    tenantId: context.tenantId,
    id,
    automationId: row.id,
    note: input.note,
    definition: JSON.stringify(prepared.definition),
    draftHash: draftHash(prepared.definition),
    planHash: prepared.hash,
    choices: JSON.stringify(prepared.runs),
    canary: input.canary,
    impact: JSON.stringify(impact),
    requestedByUserId: requester,
  });
  await trx.raw(written.sql, [...written.bindings]);
  await audit(trx, context, 'automation.publish_requested', row.id, { note: input.note, canary: input.canary });
  for (const userId of await approvers(trx, context, requester))
    await tell(trx, context, userId, 'automation.publish_requested', row, `Publishing ${row.name} waits for your approval`, input.note);
  return id;
}

/** Compiles what is to be approved; refuses what is no longer what was asked for. */
export async function prepareApproval(trx: TenantTrx, tenantId: string, id: string): Promise<PreparedVersion> {
  const request = await readRequest(trx, tenantId, id);
  requireOpen(request);
  const row = await readAutomation(trx, tenantId, request.automationId);
  if (draftHash(row.draft) !== request.draftHash) throw stale('The draft was changed since: it has to be requested anew.');
  const { automationId, choices: runs, canary } = request;
  const prepared = await preparePublish(trx, tenantId, { id: automationId, expectedVersion: row.version, runs, canary, requestId: id });
  if (prepared.hash !== request.planHash) throw stale('What the draft refers to was changed since: it has to be requested anew.');
  return prepared;
}

/** Publishes exactly what was asked for, with its plan for runs under way. Inside the exclusive door. */
export async function approveRequest(trx: TenantTrx, context: RecordingContext, id: string, prepared: PreparedVersion): Promise<Published> {
  const request = await readRequest(trx, context.tenantId, id, true);
  requireOpen(request);
  if (personOf(context) === request.requestedByUserId)
    throw new UserError('forbidden', 'Another person has to approve what you requested.');
  const published = await publish(trx, context, prepared);
  await decide(trx, context, request, { status: 'approved', publishedNumber: published.version });
  return published;
}

/** Says no, with the reason. */
export async function refuseRequest(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly reason: string },
): Promise<void> {
  const request = await readRequest(trx, context.tenantId, input.id, true);
  requireOpen(request);
  if (personOf(context) === request.requestedByUserId) throw new UserError('forbidden', 'Withdraw what you requested yourself.');
  await decide(trx, context, request, { status: 'refused', reason: input.reason });
}

/** Whoever asked no longer wants it. */
export async function withdrawRequest(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const request = await readRequest(trx, context.tenantId, id, true);
  requireOpen(request);
  if (personOf(context) !== request.requestedByUserId) throw new UserError('forbidden', 'Only whoever requested it can withdraw it.');
  await decide(trx, context, request, { status: 'withdrawn' });
}

interface End {
  readonly status: 'approved' | 'refused' | 'withdrawn';
  readonly reason?: string;
  readonly publishedNumber?: number;
}

async function decide(trx: TenantTrx, context: CommandContext, request: PublishRequestRow, end: End): Promise<void> {
  const values = { ...end, decidedByUserId: userOf(context.actor), decidedAt: context.now };
  const written = updateOf('publish_requests', { tenantId: context.tenantId, id: request.id }, values, context.now);
  await trx.raw(written.sql, [...written.bindings]);
  await audit(trx, context, `automation.publish_${end.status}`, request.automationId, {
    request: request.id,
    ...(end.reason === undefined ? {} : { reason: end.reason }),
    ...(end.publishedNumber === undefined ? {} : { version: end.publishedNumber }),
  });
  if (end.status === 'withdrawn') return;
  const row = await readAutomation(trx, context.tenantId, request.automationId);
  const title = end.status === 'approved' ? `${row.name} was approved and published` : `Publishing ${row.name} was refused`;
  await tell(trx, context, request.requestedByUserId, `automation.publish_${end.status}`, row, title, end.reason ?? '');
}

async function readRequest(trx: TenantTrx, tenantId: string, id: string, lock = false): Promise<PublishRequestRow> {
  const row = isUuid(id)
    ? await rowOf<PublishRequestRow>(
        trx,
        `select * from publish_requests where tenant_id = ? and id = ?${lock ? ' for no key update' : ''}`,
        [tenantId, id],
      )
    : null;
  if (row === null) throw new UserError('not_found', 'There is no such request.');
  return row;
}

function requireOpen(request: PublishRequestRow): void {
  if (request.status !== 'open') throw new UserError('conflict', `The request is ${request.status}.`, [], { status: request.status });
}

function stale(sentence: string): UserError {
  return new UserError('conflict', sentence, [], { stale: true });
}

function personOf(context: CommandContext): string {
  const userId = userOf(context.actor);
  if (userId === null) throw new UserError('forbidden', 'Only a person can request or approve publishing.');
  return userId;
}

async function approvers(trx: TenantTrx, context: CommandContext, requester: string): Promise<readonly string[]> {
  const rows = await rowsOf<{ id: string }>(
    trx,
    `select u.id from users u where u.tenant_id = ? and u.status = 'active' and u.id <> ? and exists (
       select from user_roles ur join role_permissions rp on rp.tenant_id = ur.tenant_id and rp.role_id = ur.role_id
       where ur.tenant_id = u.tenant_id and ur.user_id = u.id and rp.permission_code = 'automations.publish') order by u.id limit 200`,
    [context.tenantId, requester],
  );
  if (rows.length === 0) throw new UserError('conflict', 'Nobody else has the right to publish, so nobody could approve it.');
  return rows.map((row) => row.id);
}

async function tell(
  trx: TenantTrx,
  context: CommandContext,
  userId: string,
  kind: string,
  automation: { readonly id: string },
  title: string,
  body: string,
): Promise<void> {
  const record = { type: 'automation', id: automation.id } as const;
  const statement = notificationInsert(context, { userId, kind, title, record, ...(body === '' ? {} : { body }) });
  await trx.raw(statement.sql, [...statement.bindings]);
}

function audit(trx: TenantTrx, context: CommandContext, action: string, automationId: string, after: JsonObject): Promise<void> {
  return writeAudit(trx, context, { action, recordType: 'automation', recordId: automationId, after });
}
