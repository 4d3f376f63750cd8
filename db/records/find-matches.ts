import type { Transaction } from 'objection';
import { companyDomain, foldCompanyName, matchCompanies, matchPeople } from '../../domain/leads/matching.ts';
import type { Match } from '../../domain/leads/matching.ts';
import type { CompanyRow, ContactRow, LeadRow } from './rows.ts';
import { rowsOf } from './sql.ts';
import { ofTenant } from './views.ts';

/** Below this a candidate is not worth a person's look. */
export const matchFrom = 40;
const most = 200;

export type Matched<Row> = Match & { readonly row: Row };

/** Living companies that may be the lead's: by the domain of its address or website, by name and by phone; the likeliest first. */
export async function findCompanyMatches(trx: Transaction, lead: LeadRow): Promise<readonly Matched<CompanyRow>[]> {
  return matchingCompanies(trx, { name: lead.companyName, domain: companyDomain(lead), phone: null }, null);
}

export async function matchingCompanies(
  trx: Transaction,
  firm: { readonly name: string | null; readonly domain: string | null; readonly phone: string | null },
  except: string | null,
): Promise<readonly Matched<CompanyRow>[]> {
  const start = foldCompanyName(firm.name ?? '').split(' ')[0] ?? '';
  // The index on lower(name) narrows to names that begin alike; the rules say which of them are the same.
  const rows = await rowsOf<CompanyRow>(
    trx,
    `select c.* from companies c where ${ofTenant('c')} and c.archived_at is null and (?::uuid is null or c.id <> ?::uuid)
       and (c.domain = ? or c.phone_e164 = ? or (? <> '' and lower(c.name) >= ? and lower(c.name) < ? || chr(65535)))
     order by c.created_at, c.id limit ${most}`,
    [except, except, firm.domain, firm.phone, start, start, start],
  );
  return ranked(rows.map((row) => ({ row, ...matchCompanies(firm, row) })));
}

type ContactCandidate = ContactRow & { readonly emails: readonly string[]; readonly companyName: string | null };

/** Living contacts that may be the lead: by any of their addresses, by phone, by name at the same company; the likeliest first. */
export async function findContactMatches(trx: Transaction, lead: LeadRow): Promise<readonly Matched<ContactCandidate>[]> {
  return matchingContacts(trx, lead, { companyName: lead.companyName, domain: companyDomain(lead), except: null });
}

export async function matchingContacts(
  trx: Transaction,
  person: Pick<ContactRow, 'firstName' | 'lastName' | 'email' | 'phone'>,
  known: { readonly companyName: string | null; readonly domain: string | null; readonly except: string | null },
): Promise<readonly Matched<ContactCandidate>[]> {
  const rows = await rowsOf<ContactCandidate & { companyDomain: string | null }>(
    trx,
    `select c.*, co.name as company_name, co.domain as company_domain,
       array(select ch.value from contact_channels ch where ch.tenant_id = c.tenant_id and ch.contact_id = c.id and ch.kind = 'email') as emails
     from contacts c left join companies co on co.tenant_id = c.tenant_id and co.id = c.company_id
     where ${ofTenant('c')} and c.archived_at is null and (?::uuid is null or c.id <> ?::uuid) and c.id in (
       select id from contacts where ${ofTenant('contacts')} and email = ?
       union select id from contacts where ${ofTenant('contacts')} and phone_e164 = ?
       union select contact_id from contact_channels where ${ofTenant('contact_channels')} and kind = 'email' and value = ?
       union select id from contacts where ${ofTenant('contacts')} and archived_at is null and ? <> '' and lower(last_name || ' ' || first_name) = lower(?))
     order by c.created_at, c.id limit ${most}`,
    [known.except, known.except, person.email, person.phone, person.email, person.lastName, `${person.lastName} ${person.firstName}`],
  );
  return ranked(
    rows.map((row) => {
      const sameName = known.companyName !== null && foldCompanyName(known.companyName) === foldCompanyName(row.companyName ?? '');
      const sameDomain = known.domain !== null && known.domain === row.companyDomain;
      return { row, ...matchPeople(person, row, { emails: row.emails, sameCompany: sameName || sameDomain }) };
    }),
  );
}

function ranked<Row>(matches: readonly Matched<Row>[]): readonly Matched<Row>[] {
  return matches.filter((one) => one.score >= matchFrom).toSorted((a, b) => b.score - a.score);
}
