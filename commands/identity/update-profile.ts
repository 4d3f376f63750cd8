import { UserError } from '../../domain/errors/errors.ts';
import { isTimeZone } from '../../domain/calendar/zone.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { writeProfile } from '../users/write-profile.ts';

export interface UpdateProfile {
  readonly userId: string;
  readonly name?: string | undefined;
  readonly locale?: string | null | undefined;
  readonly timezone?: string | null | undefined;
  /** Merged key by key, so that two tabs do not overwrite each other; null removes a key. */
  readonly preferences?: JsonObject | undefined;
}

const maxPreferenceBytes = 64 * 1024;

/** Changes what people decide about themselves. */
export async function updateProfile(trx: TenantTrx, context: CommandContext, input: UpdateProfile): Promise<void> {
  if (typeof input.timezone === 'string' && !isTimeZone(input.timezone)) {
    const detail = `There is no time zone "${input.timezone}".`;
    throw new UserError('validation_failed', detail, [{ pointer: '/timezone', code: 'unknown_time_zone', detail }]);
  }
  const row: { name: string; locale: string | null; timezone: string | null; preferences: JsonObject } | undefined = await trx('users')
    .where({ tenant_id: context.tenantId, id: input.userId })
    .forNoKeyUpdate()
    .first('name', 'locale', 'timezone', 'preferences');
  if (row === undefined) throw new UserError('not_found', 'There is no such user.');
  const preferences = JSON.stringify(merge(row.preferences, input.preferences ?? {}));
  if (preferences.length > maxPreferenceBytes) {
    const detail = 'The preferences have become too large to keep.';
    throw new UserError('validation_failed', detail, [{ pointer: '/preferences', code: 'too_big', detail }]);
  }
  await trx('users')
    .where({ tenant_id: context.tenantId, id: input.userId })
    .update({
      name: input.name ?? row.name,
      locale: input.locale === undefined ? row.locale : input.locale,
      timezone: input.timezone === undefined ? row.timezone : input.timezone,
      preferences,
      version: trx.raw('version + 1'),
      updated_at: context.now,
    });
  if (input.name !== undefined) await writeProfile(trx, { tenantId: context.tenantId, userId: input.userId, name: input.name });
}

function merge(stored: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...stored, ...given }).filter(([, value]) => value !== null));
}
