import { duplicateScore } from '../../domain/records/duplicates.ts';
import type { MatchReason } from '../../domain/leads/matching.ts';
import { foldCompanyName, matchCompanies, matchPeople } from '../../domain/leads/matching.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

export const mergeTypes = ['lead', 'contact', 'company'] as const;
export type MergeType = (typeof mergeTypes)[number];

export interface FoundPair {
  readonly aType: MergeType;
  readonly aId: string;
  readonly bType: MergeType;
  readonly bId: string;
  readonly score: number;
  readonly reasons: readonly MatchReason[];
}

/** Below this a pair is not worth a person's look. */
const worthALook = 40;
/** More pairs than anybody looks through; the likeliest keys come first. */
const mostPairs = 5_000;
/** A number that more records share is a switchboard and says nothing. */
const mostAtOnePhone = 20;

interface Candidate {
  readonly aType: MergeType;
  readonly bType: MergeType;
  readonly a: Side;
  readonly b: Side;
}
interface Side {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly company: string | null;
  readonly domain: string | null;
}

/** A person or company as one JSON value with the same names for every kind. */
const side: Readonly<Record<MergeType, (alias: string) => string>> = {
  lead: (r) => sideOf(r, `'firstName', ${r}.first_name, 'lastName', ${r}.last_name, 'email', ${r}.email, 'company', ${r}.company_name`),
  contact: (r) =>
    sideOf(
      r,
      `'firstName', ${r}.first_name, 'lastName', ${r}.last_name, 'email', ${r}.email,
       'company', (select co.name from companies co where co.tenant_id = ${r}.tenant_id and co.id = ${r}.company_id)`,
    ),
  company: (r) => sideOf(r, `'company', ${r}.name, 'domain', ${r}.domain`),
};
function sideOf(alias: string, fields: string): string {
  return `jsonb_build_object('id', ${alias}.id, 'phone', ${alias}.phone_e164, ${fields})`;
}

const tables: Readonly<Record<MergeType, string>> = { lead: 'leads', contact: 'contacts', company: 'companies' };

/** Of two kinds, which keys make a pair worth scoring. `once`: both sides are of one kind, so each pair is looked at once. */
function part(aType: MergeType, bType: MergeType, on: string, extra = ''): string {
  const living = (r: string, type: MergeType) => `${r}.archived_at is null${type === 'lead' ? ` and ${r}.status <> 'converted'` : ''}`;
  return `select '${aType}' as a_type, '${bType}' as b_type, ${side[aType]('a')} as a, ${side[bType]('b')} as b
    from ${tables[aType]} a join ${tables[bType]} b on b.tenant_id = a.tenant_id and b.id <> a.id and ${on}
    where a.tenant_id = ? and (?::uuid[] is null or a.id = any(?::uuid[])) and ${living('a', aType)} and ${living('b', bType)} ${extra}`;
}

const rarePhone = (table: string) =>
  `and (select count(*) from (select 1 from ${table} s where s.tenant_id = a.tenant_id and s.phone_e164 = a.phone_e164 limit ${mostAtOnePhone + 1}) shared) <= ${mostAtOnePhone}`;

const partsOf: Readonly<Record<MergeType, readonly string[]>> = {
  lead: [
    part('lead', 'lead', 'b.email = a.email'),
    part('lead', 'lead', 'b.phone_e164 = a.phone_e164', rarePhone('leads')),
    part('lead', 'contact', 'b.email = a.email'),
    part('lead', 'contact', 'b.phone_e164 = a.phone_e164', rarePhone('contacts')),
  ],
  contact: [
    part('contact', 'contact', 'b.email = a.email'),
    part('contact', 'contact', 'b.phone_e164 = a.phone_e164', rarePhone('contacts')),
    part(
      'contact',
      'contact',
      `b.company_id = a.company_id and a.last_name <> '' and lower(b.last_name || ' ' || b.first_name) = lower(a.last_name || ' ' || a.first_name)`,
    ),
    part('contact', 'lead', 'b.email = a.email'),
    part('contact', 'lead', 'b.phone_e164 = a.phone_e164', rarePhone('leads')),
  ],
  company: [
    part('company', 'company', 'b.domain = a.domain'),
    part('company', 'company', 'lower(b.name) = lower(a.name)'),
    part('company', 'company', 'b.phone_e164 = a.phone_e164', rarePhone('companies')),
  ],
};

/** Living records that may be one, of the given records (or of all of their kind) with any other. One statement. */
export async function findPairs(
  trx: TenantTrx,
  tenantId: string,
  type: MergeType,
  ids: readonly string[] | null,
): Promise<readonly FoundPair[]> {
  const parts = partsOf[type].map((one) => `(${one} limit ${mostPairs})`);
  const given = ids === null ? null : [...ids];
  const candidates = await rowsOf<Candidate>(
    trx,
    parts.join(' union all '),
    parts.flatMap(() => [tenantId, given, given]),
  );
  const pairs = new Map<string, FoundPair>();
  for (const candidate of candidates) {
    const found = scored(candidate);
    if (found.score >= worthALook) pairs.set(`${found.aId}/${found.bId}`, found);
  }
  return [...pairs.values()];
}

function scored({ aType, bType, a, b }: Candidate): FoundPair {
  const first = a.id < b.id;
  const ends = first ? { aType, aId: a.id, bType, bId: b.id } : { aType: bType, aId: b.id, bType: aType, bId: a.id };
  if (aType === 'company') {
    const match = matchCompanies(
      { name: a.company, domain: a.domain, phone: a.phone },
      { name: b.company, domain: b.domain, phone: b.phone },
    );
    return { ...ends, ...match };
  }
  const sameCompany = a.company !== null && b.company !== null && foldCompanyName(a.company) === foldCompanyName(b.company);
  const match = matchPeople(a, b, { sameCompany });
  if (aType !== 'lead' || bType !== 'lead') return { ...ends, ...match };
  // Of leads one rule says how likely they are one, here as where they are flagged.
  const of = (one: Side) => ({ ...one, phoneE164: one.phone, companyName: one.company });
  return { ...ends, reasons: match.reasons, score: Math.max(duplicateScore(of(a), of(b)), match.score) };
}
