import type { Knex } from 'knex';
import { asTenantId } from '../domain/ids.ts';
import type { TenantId } from '../domain/ids.ts';

export interface SessionFound {
  readonly tenantId: TenantId;
  readonly sessionId: string;
  readonly userId: string;
}

export interface LinkFound {
  readonly kind: 'invitation' | 'verify_email' | 'reset_password';
  readonly tenantId: TenantId;
  readonly id: string;
  /** Null when the invitation was revoked. */
  readonly userId: string | null;
}

/**
 * From something a stranger brings to the tenant it belongs to. The functions belong to a role that is exempt from row
 * level security and give away nothing but ids; everything else is read through a tenant's door afterwards.
 */
export interface Lookup {
  /** Every account with this (lower-cased) e-mail address; one person may have one in several tenants. */
  accountsByEmail(email: string): Promise<readonly { readonly tenantId: TenantId; readonly userId: string }[]>;
  /** The live session a cookie's or access token's hash belongs to. */
  sessionByTokenHash(hash: string): Promise<SessionFound | null>;
  sessionByRefreshTokenHash(hash: string): Promise<SessionFound | null>;
  /** The API key a bearer token's hash belongs to; `sessionId` is the key's id. */
  apiKeyByTokenHash(hash: string): Promise<SessionFound | null>;
  /** The invitation or single-use link a token's hash belongs to, used, expired or not. */
  linkByTokenHash(hash: string): Promise<LinkFound | null>;
  /** The change of an e-mail address that one of its two links' hash belongs to, whatever became of it. */
  emailChangeByTokenHash(hash: string): Promise<{ readonly tenantId: TenantId; readonly userId: string } | null>;
  /** Tenants whose people with addresses of this domain sign in through an identity provider. */
  singleSignOnByDomain(domain: string): Promise<readonly TenantId[]>;
  tenantBySlug(slug: string): Promise<TenantId | null>;
  /** Whether a tenant exists and may be used. */
  tenantIsActive(tenantId: TenantId): Promise<boolean>;
  /** The published form with this key. */
  /** The active inbound webhook with this key. */
  inboundWebhookByKey(key: string): Promise<{ readonly tenantId: TenantId; readonly webhookId: string } | null>;
  formByKey(key: string): Promise<{ readonly tenantId: TenantId; readonly formId: string } | null>;
}

interface AccountRow {
  readonly tenant_id: string;
  readonly user_id: string;
}
interface LinkRow {
  readonly kind: LinkFound['kind'];
  readonly tenant_id: string;
  readonly id: string;
  readonly user_id: string | null;
}
interface SessionRow extends AccountRow {
  readonly session_id: string;
}

export function createLookup(knex: Knex): Lookup {
  const rows = async <R>(sql: string, value: string): Promise<readonly R[]> => {
    const result: { rows: readonly R[] } = await knex.raw(sql, [value]);
    return result.rows;
  };
  const session = async (fn: string, hash: string): Promise<SessionFound | null> => {
    const [row] = await rows<SessionRow>(`select * from ${fn}(?)`, hash);
    return row ? { tenantId: asTenantId(row.tenant_id), sessionId: row.session_id, userId: row.user_id } : null;
  };
  return {
    accountsByEmail: async (email) => {
      const found = await rows<AccountRow>('select * from lookup_accounts_by_email(?)', email);
      return found.map((row) => ({ tenantId: asTenantId(row.tenant_id), userId: row.user_id }));
    },
    sessionByTokenHash: (hash) => session('lookup_session_by_token_hash', hash),
    apiKeyByTokenHash: (hash) => session('lookup_api_key_by_token_hash', hash),
    linkByTokenHash: async (hash) => {
      const [row] = await rows<LinkRow>('select * from lookup_link_by_token_hash(?)', hash);
      return row ? { kind: row.kind, tenantId: asTenantId(row.tenant_id), id: row.id, userId: row.user_id } : null;
    },
    sessionByRefreshTokenHash: (hash) => session('lookup_session_by_refresh_token_hash', hash),
    emailChangeByTokenHash: async (hash) => {
      const [row] = await rows<AccountRow>('select * from lookup_email_change_by_token_hash(?)', hash);
      return row ? { tenantId: asTenantId(row.tenant_id), userId: row.user_id } : null;
    },
    singleSignOnByDomain: async (domain) => {
      const found = await rows<{ tenant_id: string }>('select * from lookup_single_sign_on_by_domain(?)', domain);
      return found.map((row) => asTenantId(row.tenant_id));
    },
    tenantBySlug: async (slug) => {
      const [row] = await rows<{ id: string | null }>('select lookup_tenant_by_slug(?) as id', slug);
      return row?.id ? asTenantId(row.id) : null;
    },
    tenantIsActive: async (tenantId) => {
      const [row] = await rows<{ active: boolean | null }>('select lookup_tenant_is_active(?) as active', tenantId);
      return row?.active === true;
    },
    inboundWebhookByKey: async (key) => {
      const [row] = await rows<{ tenant_id: string; webhook_id: string }>('select * from lookup_inbound_webhook_by_key(?)', key);
      return row ? { tenantId: asTenantId(row.tenant_id), webhookId: row.webhook_id } : null;
    },
    formByKey: async (key) => {
      const [row] = await rows<{ tenant_id: string; form_id: string }>('select * from lookup_form_by_key(?)', key);
      return row ? { tenantId: asTenantId(row.tenant_id), formId: row.form_id } : null;
    },
  };
}
