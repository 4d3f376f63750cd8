import type { Transaction } from 'objection';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly owner: { readonly id: string; readonly name: string };
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** API keys from the newest down, of one person or of all. */
export async function listApiKeys(
  trx: Transaction,
  filter: { readonly userId: string | null; readonly id?: string; readonly after: string | null; readonly limit: number },
): Promise<ApiKeyRow[]> {
  const result: { rows: ApiKeyRow[] } = await trx.raw(
    `select k.id, k.name, k.prefix, k.scopes, jsonb_build_object('id', u.id, 'name', u.name) as owner, k.created_at as "createdAt",
       k.last_used_at as "lastUsedAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt"
     from api_keys k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
     where k.tenant_id = ${tenant} and (?::uuid is null or k.user_id = ?::uuid) and (?::uuid is null or k.id = ?::uuid)
       and (?::uuid is null or k.id < ?::uuid) order by k.id desc limit ?`,
    [filter.userId, filter.userId, filter.id ?? null, filter.id ?? null, filter.after, filter.after, filter.limit + 1],
  );
  return result.rows;
}

export interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly roles: readonly string[];
  readonly invitedBy: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
  readonly sentAt: Date;
  readonly timesSent: number;
  readonly expiresAt: Date;
}

/** Invitations that wait, from the newest down. */
export async function listInvitations(
  trx: Transaction,
  filter: { readonly id?: string; readonly after: string | null; readonly limit: number },
): Promise<InvitationRow[]> {
  const result: { rows: InvitationRow[] } = await trx.raw(
    `select i.id, i.email, jsonb_build_object('id', u.id, 'name', u.name) as user, i.created_at as "createdAt", i.sent_at as "sentAt",
       i.times_sent as "timesSent", i.expires_at as "expiresAt",
       array(select r.code from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
             where ur.tenant_id = u.tenant_id and ur.user_id = u.id order by r.code) as roles,
       (select jsonb_build_object('id', b.id, 'name', b.name) from users b where b.tenant_id = i.tenant_id and b.id = i.invited_by_user_id) as "invitedBy"
     from invitations i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
     where i.tenant_id = ${tenant} and i.accepted_at is null and i.revoked_at is null and (?::uuid is null or i.id = ?::uuid)
       and (?::uuid is null or i.id < ?::uuid) order by i.id desc limit ?`,
    [filter.id ?? null, filter.id ?? null, filter.after, filter.after, filter.limit + 1],
  );
  return result.rows;
}

/** What counts as somebody's open work, by kind: closed deals, done tasks and ended leads stay with whoever did them. */
export const openWork = {
  lead: `select id from leads where tenant_id = ${tenant} and owner_user_id = ? and archived_at is null and status not in ('disqualified', 'converted')`,
  deal: `select id from deals where tenant_id = ${tenant} and owner_user_id = ? and archived_at is null and status = 'open'`,
  task: `select id from tasks where tenant_id = ${tenant} and owner_user_id = ? and archived_at is null and status in ('open', 'in_progress')`,
  contact: `select id from contacts where tenant_id = ${tenant} and owner_user_id = ? and archived_at is null`,
  company: `select id from companies where tenant_id = ${tenant} and owner_user_id = ? and archived_at is null`,
} as const;
export type WorkKind = keyof typeof openWork;

export async function countOpenWork(trx: Transaction, userId: string): Promise<Record<WorkKind, number>> {
  const parts = Object.entries(openWork).map(([kind, sql]) => `(select count(*)::int from (${sql}) w) as ${kind}`);
  const result: { rows: Record<WorkKind, number>[] } = await trx.raw(
    `select ${parts.join(', ')}`,
    parts.map(() => userId),
  );
  return result.rows[0] ?? { lead: 0, deal: 0, task: 0, contact: 0, company: 0 };
}

/** The oldest records of one kind of open work. */
export async function findOpenWork(trx: Transaction, kind: WorkKind, userId: string, limit: number): Promise<string[]> {
  const result: { rows: { id: string }[] } = await trx.raw(`${openWork[kind]} order by id limit ?`, [userId, limit]);
  return result.rows.map((row) => row.id);
}
