import { type CredentialSettings, headerProblem, hostPattern } from '../../domain/credentials/credential-rules.ts';
import type { SecretPlace } from '../../domain/credentials/vault.ts';
import { type Problem, UserError } from '../../domain/errors/errors.ts';
import { findCredentialUses } from '../../db/queries/find-credentials.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { userOf } from '../records/made-by.ts';
import { refuseProblems } from '../records/refuse.ts';
import { rowOf } from '../records/sql.ts';
import { vaultOf } from './vault.ts';

export interface CredentialInput {
  readonly name: string;
  readonly settings: CredentialSettings;
  /** Where it may be sent. Whoever draws automations can thereby not have it sent to themselves. */
  readonly hosts: readonly string[];
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly settings: CredentialSettings;
  readonly hosts: readonly string[];
  readonly secret: string;
}

function placeOf(context: Pick<CommandContext, 'tenantId'>, id: string): SecretPlace {
  return { tenantId: context.tenantId, column: 'credentials.secret', id };
}

/** Keeps a credential; its secret is never told again. */
export async function createCredential(
  trx: TenantTrx,
  context: CommandContext,
  input: CredentialInput & { readonly secret: string },
): Promise<string> {
  refuseProblems('credential', [...problemsOf(input), ...secretProblems(input.settings, input.secret)]);
  await refuseSameName(trx, context, input.name, null);
  const id = newId();
  await trx.raw(
    `insert into credentials (tenant_id, id, name, settings, hosts, secret, secret_changed_at, created_by_user_id, created_at, updated_at)
     values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)`,
    [
      context.tenantId,
      id,
      input.name,
      JSON.stringify(input.settings),
      [...input.hosts],
      vaultOf(trx).seal(input.secret, placeOf(context, id)),
      context.now,
      userOf(context.actor),
      context.now,
      context.now,
    ],
  );
  const after = { name: input.name, kind: input.settings.kind, hosts: [...input.hosts] };
  await writeAudit(trx, context, { action: 'credential.created', recordType: 'credential', recordId: id, after });
  return id;
}

/** Changes what stands beside the secret. */
export async function updateCredential(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number } & {
    readonly [K in keyof CredentialInput]?: CredentialInput[K] | undefined;
  },
): Promise<void> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  const next = { name: input.name ?? row.name, settings: input.settings ?? row.settings, hosts: input.hosts ?? row.hosts };
  // A secret that was given for some hosts must be given again to go to others: the editor of names is not its owner.
  const wider = next.hosts.filter((host) => !row.hosts.includes(host));
  if (wider.length > 0 || next.settings.kind !== row.settings.kind) {
    const pointer = wider.length > 0 ? '/hosts' : '/settings';
    const detail = 'Replace the secret to let it go to other hosts or be used in another way: that proves that you know it.';
    throw new UserError('validation_failed', detail, [{ pointer, code: 'secret_needed', detail }]);
  }
  refuseProblems('credential', problemsOf(next));
  await refuseSameName(trx, context, next.name, row.id);
  await trx.raw(
    'update credentials set name = ?, settings = ?::jsonb, hosts = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?',
    [next.name, JSON.stringify(next.settings), [...next.hosts], context.now, context.tenantId, row.id],
  );
  await audit(trx, context, 'credential.changed', row, next);
}

/** Another secret, and with it perhaps other hosts or another way to use it; steps use it from their next call. */
export async function replaceSecret(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly id: string;
    readonly expectedVersion: number;
    readonly secret: string;
    readonly settings?: CredentialSettings | undefined;
    readonly hosts?: readonly string[] | undefined;
  },
): Promise<void> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  const next = { name: row.name, settings: input.settings ?? row.settings, hosts: input.hosts ?? row.hosts };
  refuseProblems('credential', [...problemsOf(next), ...secretProblems(next.settings, input.secret)]);
  await trx.raw(
    `update credentials set secret = ?, settings = ?::jsonb, hosts = ?, secret_changed_at = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?`,
    [
      vaultOf(trx).seal(input.secret, placeOf(context, row.id)),
      JSON.stringify(next.settings),
      [...next.hosts],
      context.now,
      context.now,
      context.tenantId,
      row.id,
    ],
  );
  await audit(trx, context, 'credential.secret_replaced', row, next);
}

/** Removes a credential with its secret. What is live with it is named first. */
export async function removeCredential(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number; readonly used: boolean },
): Promise<void> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  const live = (await findCredentialUses(trx, row.id)).filter((use) => use.live);
  if (live.length > 0 && !input.used) {
    const names = [...new Set(live.map((use) => use.name))].slice(0, 5).join(', ');
    throw new UserError('conflict', `Automations that run use this credential: ${names}. Their calls will fail without it.`, [], {
      uses: live.length,
    });
  }
  await trx.raw(
    `update credentials set archived_at = ?, secret = '', version = version + 1, updated_at = ? where tenant_id = ? and id = ?`,
    [context.now, context.now, context.tenantId, row.id],
  );
  await audit(trx, context, 'credential.removed', row, null);
}

export interface OpenCredential {
  readonly id: string;
  readonly settings: CredentialSettings;
  readonly hosts: readonly string[];
  readonly secret: string;
}

/** A credential with its secret, for the call that is about to be made with it; null when it was removed. */
export async function openCredential(trx: TenantTrx, context: CommandContext, id: string): Promise<OpenCredential | null> {
  const row = await rowOf<Row>(
    trx,
    'update credentials set last_used_at = ? where tenant_id = ? and id = ? and archived_at is null returning *',
    [context.now, context.tenantId, id],
  );
  if (row === null) return null;
  return { id: row.id, settings: row.settings, hosts: row.hosts, secret: vaultOf(trx).open(row.secret, placeOf(context, id)) };
}

function problemsOf({ settings, hosts }: CredentialInput): readonly Problem[] {
  const problems: Problem[] = hosts.flatMap((host, index) =>
    hostPattern.test(host)
      ? []
      : [{ pointer: `/hosts/${index}`, code: 'host_invalid', detail: `"${host}" is no host such as api.example.com or *.example.com.` }],
  );
  if (hosts.length === 0) problems.push({ pointer: '/hosts', code: 'required', detail: 'Say to which hosts the credential may be sent.' });
  const header = (pointer: string, name: string | null): void => {
    const detail = name === null ? null : headerProblem(name);
    if (detail !== null) problems.push({ pointer, code: 'header_invalid', detail });
  };
  if (settings.kind === 'header' || settings.kind === 'hmac') header('/settings/header', settings.header);
  if (settings.kind === 'hmac') header('/settings/timestampHeader', settings.timestampHeader);
  if (settings.kind === 'basic' && settings.username.includes(':'))
    problems.push({ pointer: '/settings/username', code: 'username_invalid', detail: 'A user name cannot hold a colon.' });
  return problems;
}

function secretProblems(settings: CredentialSettings, secret: string): readonly Problem[] {
  if (settings.kind === 'hmac' || /^[\x20-\x7e]+$/.test(secret)) return [];
  const detail = 'A secret that goes into a header has letters, digits and marks of ASCII only, and no line ends.';
  return settings.kind === 'basic' ? [] : [{ pointer: '/secret', code: 'secret_invalid', detail }];
}

async function refuseSameName(trx: TenantTrx, context: CommandContext, name: string, self: string | null): Promise<void> {
  const same = await rowOf(
    trx,
    'select id from credentials where tenant_id = ? and lower(name) = lower(?) and archived_at is null and (?::uuid is null or id <> ?::uuid)',
    [context.tenantId, name, self, self],
  );
  const detail = 'There is a credential of this name already.';
  if (same !== null) throw new UserError('validation_failed', detail, [{ pointer: '/name', code: 'name_taken', detail }]);
}

async function lock(trx: TenantTrx, context: CommandContext, id: string, expectedVersion: number): Promise<Row> {
  const row = await rowOf<Row>(trx, 'select * from credentials where tenant_id = ? and id = ? and archived_at is null for no key update', [
    context.tenantId,
    id,
  ]);
  if (row === null) throw notFound('credential');
  requireVersion(row, expectedVersion, 'credential');
  return row;
}

function audit(trx: TenantTrx, context: CommandContext, action: string, row: Row, next: CredentialInput | null): Promise<void> {
  const told = (one: CredentialInput) => ({ name: one.name, kind: one.settings.kind, hosts: [...one.hosts] });
  return writeAudit(trx, context, {
    action,
    recordType: 'credential',
    recordId: row.id,
    before: told(row),
    ...(next === null ? {} : { after: told(next) }),
  });
}
