import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { ContactDuplicatePolicy } from '../../domain/records/duplicates.ts';
import { lockNames } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';
import { nameOfSame } from '../records/sameness.ts';
import { isInSight, seeingAll } from '../records/sight.ts';
import type { Channel } from './channels.ts';

/** An address that a contact is to have, and where it stands in the request. */
export interface WantedAddress {
  readonly kind: 'email' | 'phone';
  readonly value: string;
  readonly pointer: string;
}

export interface TakenAddress extends WantedAddress {
  /** The living contact that has it: of several the oldest. */
  readonly contactId: string;
}

/** The addresses of a contact that nobody else may have: e-mail and phone, and further e-mails. A further phone may be an office's. */
export function addressesOf(
  values: Readonly<Record<string, unknown>>,
  further: readonly Channel[] | null,
  before: { readonly email: string | null; readonly phone: string | null; readonly channels: readonly string[] } | null = null,
): readonly WantedAddress[] {
  const own = (['email', 'phone'] as const).flatMap((kind): WantedAddress[] => {
    const value = values[kind];
    const isNew =
      typeof value === 'string' && value !== '' && value !== before?.[kind] && before?.channels.includes(`${kind}: ${value}`) !== true;
    return isNew ? [{ kind, value, pointer: `/${kind}` }] : [];
  });
  const others = (further ?? []).flatMap(({ kind, value }, index): WantedAddress[] => {
    const isNew = kind === 'email' && value !== before?.email && before?.channels.includes(`email: ${value}`) !== true;
    return isNew && !own.some((one) => one.value === value) ? [{ kind, value, pointer: `/channels/${index}/value` }] : [];
  });
  return [...own, ...others];
}

/**
 * Which of the addresses other living contacts have, whoever's contacts they are. Two who ask for one address at the same moment ask one
 * after the other, so the second sees what the first has written.
 */
export async function takenAddresses(
  trx: TenantTrx,
  context: CommandContext,
  wanted: readonly WantedAddress[],
  self: string | null,
): Promise<readonly TakenAddress[]> {
  if (wanted.length === 0) return [];
  await lockNames(
    trx,
    wanted.map(({ value }) => nameOfSame('contact', [value])),
  );
  const of = (kind: WantedAddress['kind']): string[] => wanted.filter((one) => one.kind === kind).map((one) => one.value);
  // A statement of its own after the locks: it sees what whoever had them has committed.
  const rows = await seeingAll(trx, context, () =>
    rowsOf<{ id: string; kind: string; value: string }>(
      trx,
      `select c.id, t.kind, t.value from (
         select id as contact_id, 'email' as kind, email as value from contacts where tenant_id = ? and email = any(?::text[])
         union select id, 'phone', phone_e164 from contacts where tenant_id = ? and phone_e164 = any(?::text[])
         union select contact_id, kind, value from contact_channels where tenant_id = ? and kind = 'email' and value = any(?::text[])
       ) t join contacts c on c.tenant_id = ? and c.id = t.contact_id
       where c.archived_at is null and c.id is distinct from ?::uuid order by c.created_at, c.id`,
      [context.tenantId, of('email'), context.tenantId, of('phone'), context.tenantId, of('email'), context.tenantId, self],
    ),
  );
  return wanted.flatMap((one): TakenAddress[] => {
    const holder = rows.find((row) => row.kind === one.kind && row.value === one.value);
    return holder === undefined ? [] : [{ ...one, contactId: holder.id }];
  });
}

/** Refuses addresses that another living contact has; names that contact to those who may see it. */
export async function requireFreeAddresses(
  trx: TenantTrx,
  context: CommandContext,
  wanted: readonly WantedAddress[],
  { self, policy }: { readonly self: string | null; readonly policy: ContactDuplicatePolicy | undefined },
): Promise<void> {
  if (policy === 'allow') return;
  const [first, ...rest] = await takenAddresses(trx, context, wanted, self);
  if (first === undefined) return;
  // Who reads what became of an import is not who is known here.
  const seen = context.actor.kind !== 'import' && (await isInSight(trx, context, { type: 'contact', id: first.contactId }));
  const problems = [first, ...rest].map((one) => problemOf(one, seen && one.contactId === first.contactId));
  throw new UserError('conflict', problems[0]?.detail ?? '', problems, seen ? { existingId: first.contactId } : {});
}

function problemOf({ kind, pointer, contactId }: TakenAddress, seen: boolean): Problem {
  const what = kind === 'email' ? 'e-mail address' : 'phone number';
  const where = seen ? `: ${contactId}.` : '.';
  return { pointer, code: `duplicate_${kind}`, detail: `A contact with this ${what} exists already${where}` };
}
