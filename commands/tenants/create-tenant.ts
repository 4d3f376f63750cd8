import { openedOf } from '../../db/opening.ts';
import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { isTimeZone } from '../../domain/calendar/zone.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { runCommand } from '../lib/run-command.ts';
import type { CommandDoors } from '../lib/run-command.ts';
import { writeProfile } from '../users/write-profile.ts';
import { seedTenant } from './seed-tenant.ts';

export interface CreateTenant {
  readonly name: string;
  /** IANA zone, e.g. `Europe/Berlin`. */
  readonly timezone: string;
  /** BCP 47, e.g. `en`. */
  readonly locale?: string;
  /** ISO 4217. */
  readonly currency?: string;
  /** The short name in addresses; made from the name when left out. */
  readonly slug?: string;
  readonly admin: {
    readonly name: string;
    readonly email: string;
    /** Argon2id; null for an account that can only be entered by invitation. */
    readonly passwordHash: string | null;
    readonly isVerified?: boolean;
  };
}

export interface CreatedTenant {
  readonly tenantId: TenantId;
  readonly slug: string;
  readonly userId: string;
}

/**
 * Signs a tenant up: the tenant itself, its first admin, the seeded roles, a pipeline with stages, business hours and a
 * few tags, in one transaction.
 *
 * @throws UserError `validation_failed` for an unknown zone or a bad name, `conflict` for a short name that is taken
 */
export async function signUpTenant(db: CommandDoors, input: CreateTenant): Promise<CreatedTenant> {
  const userId = newId();
  for (let attempt = 1; ; attempt++) {
    const tenantId = asTenantId(newId());
    try {
      return await runCommand(db, { tenantId, actor: { kind: 'user', userId } }, (trx, context) => createTenant(trx, context, input));
    } catch (error) {
      // Two of the same name at the same moment: the second gets another short name.
      if (!isUniqueViolation(error, 'tenants_slug_key')) throw error;
      if (input.slug !== undefined || attempt === 3) throw slugTaken(input.slug ?? slugOf(input.name));
    }
  }
}

/** Inside a door that was opened for the id the tenant is to have; the actor is the admin to be. */
export async function createTenant(trx: TenantTrx, context: CommandContext, input: CreateTenant): Promise<CreatedTenant> {
  if (context.actor.kind !== 'user') throw new TypeError('a tenant is signed up by its first admin');
  refuseBadInput(input);
  const tenantId = context.tenantId;
  if (openedOf(trx).tenantId !== tenantId) throw new TypeError('the door is open for another tenant');
  const userId = context.actor.userId;
  const slug = input.slug ?? (await freeSlug(trx, input.name));
  await trx('tenants').insert({
    id: tenantId,
    name: input.name.trim(),
    slug,
    locale: input.locale ?? 'en',
    timezone: input.timezone,
    currency: input.currency ?? 'USD',
  });
  await trx('users').insert({
    tenant_id: tenantId,
    id: userId,
    email: input.admin.email.trim().toLowerCase(),
    name: input.admin.name.trim(),
    password_hash: input.admin.passwordHash,
    is_verified: input.admin.isVerified ?? false,
    password_changed_at: input.admin.passwordHash === null ? null : context.now,
  });
  await writeProfile(trx, { tenantId, userId, name: input.admin.name.trim() });
  await seedTenant(trx, { tenantId, adminUserId: userId, timezone: input.timezone });
  context.record({
    type: 'user.created',
    subject: { type: 'user', id: userId },
    after: { name: input.admin.name.trim(), roles: ['admin'] },
  });
  return { tenantId, slug, userId };
}

function refuseBadInput(input: CreateTenant): void {
  const problems: Problem[] = [];
  if (input.name.trim() === '' || input.name.length > 200) {
    problems.push({ pointer: '/name', code: 'bad_length', detail: 'A workspace needs a name of at most 200 characters.' });
  }
  if (!isTimeZone(input.timezone)) {
    problems.push({ pointer: '/timezone', code: 'unknown_time_zone', detail: `There is no time zone "${input.timezone}".` });
  }
  if (input.slug !== undefined && (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(input.slug) || input.slug.length > 60)) {
    problems.push({ pointer: '/slug', code: 'bad_slug', detail: 'A short name has lower-case letters, digits and single hyphens.' });
  }
  if (problems.length > 0) throw new UserError('validation_failed', 'The workspace cannot be created like this.', problems);
}

function slugTaken(slug: string): UserError {
  const detail = `The short name "${slug}" is taken.`;
  return new UserError('conflict', detail, [{ pointer: '/slug', code: 'taken', detail }]);
}

/** Other tenants are invisible from here, so the exempt lookup function says whether a name is taken. */
async function freeSlug(trx: TenantTrx, name: string): Promise<string> {
  const wanted = slugOf(name);
  const result: { rows: { taken: boolean }[] } = await trx.raw('select lookup_tenant_by_slug(?) is not null as taken', [wanted]);
  return result.rows[0]?.taken === true ? `${wanted}-${newId().slice(-6)}` : wanted;
}

/** "Harbor & Pine Trading" gives `harbor-pine-trading`; a name without Latin letters gives `workspace`. */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'workspace' : plain;
}
