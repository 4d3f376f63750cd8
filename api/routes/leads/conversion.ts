import type { Choice } from '../../../commands/leads/convert-lead.ts';
import { convertLead } from '../../../commands/leads/convert-lead.ts';
import { findConversion, requireConvertible } from '../../../commands/leads/conversion-guard.ts';
import type { CommandContext, TenantTrx } from '../../../commands/lib/context.ts';
import { createContext } from '../../../commands/lib/command-context.ts';
import { openedOf } from '../../../db/opening.ts';
import type { LeadView } from '../../../db/records/find-leads.ts';
import { findLead } from '../../../db/records/find-leads.ts';
import { findCompanyMatches, findContactMatches } from '../../../db/records/find-matches.ts';
import { rowOf } from '../../../db/records/sql.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { companyDomain } from '../../../domain/leads/matching.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import { displayName } from '../../../domain/records/text-rules.ts';
import type { Conversion, ConversionView } from '../../contracts/conversion.ts';
import * as contract from '../../contracts/conversion.ts';
import { may } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { leadPolicy } from '../../policies/crm.ts';
import { requireThat } from '../../policies/policy.ts';
import { found } from '../records/found.ts';

interface ConversionNames {
  readonly contact: string;
  readonly company: string | null;
  readonly deal: string | null;
  readonly by: string | null;
}

async function conversionOf(trx: TenantTrx, tenantId: string, leadId: string): Promise<Conversion | null> {
  const row = await findConversion(trx, tenantId, leadId);
  if (row === null) return null;
  const names = await rowOf<ConversionNames>(
    trx,
    `select (select coalesce(nullif(trim(first_name || ' ' || last_name), ''), email, phone_e164, '') from contacts where tenant_id = ? and id = ?) as contact,
       (select name from companies where tenant_id = ? and id = ?) as company, (select name from deals where tenant_id = ? and id = ?) as deal,
       (select name from users where tenant_id = ? and id = ?) as by`,
    [tenantId, row.contactId, tenantId, row.companyId, tenantId, row.dealId, tenantId, row.convertedByUserId],
  );
  const link = <T extends SubjectType>(type: T, id: string | null, name: string | null | undefined) =>
    id === null ? null : { type, id, name: name ?? '' };
  return {
    leadId,
    contact: { type: 'contact', id: row.contactId, name: names?.contact ?? '' },
    company: link('company', row.companyId, names?.company),
    deal: link('deal', row.dealId, names?.deal),
    created: row.created.filter((one) => one === 'contact' || one === 'company' || one === 'deal'),
    convertedAt: row.convertedAt.toISOString(),
    convertedBy: row.convertedByUserId === null ? null : { id: row.convertedByUserId, name: names?.by ?? '' },
  };
}

/** Values of the lead's own fields that another kind of record has too, under the same key and of the same type. */
async function sharedCustom(trx: TenantTrx, tenantId: string, lead: LeadView): Promise<Readonly<Record<string, JsonObject>>> {
  const row = await rowOf<{ shared: Readonly<Record<string, readonly string[]>> | null }>(
    trx,
    `select jsonb_object_agg(entity, keys) as shared from (
       select o.entity, jsonb_agg(o.key) as keys from custom_fields o
       join custom_fields l on l.tenant_id = o.tenant_id and l.entity = 'lead' and l.key = o.key and l.type = o.type and l.archived_at is null
       where o.tenant_id = ? and o.entity <> 'lead' and o.archived_at is null group by o.entity) grouped`,
    [tenantId],
  );
  return Object.fromEntries(
    Object.entries(row?.shared ?? {}).map(([entity, keys]) => [
      entity,
      Object.fromEntries(keys.flatMap((key) => (lead.custom[key] === undefined ? [] : [[key, lead.custom[key]]]))),
    ]),
  );
}

function suggested(lead: LeadView, shared: Readonly<Record<string, JsonObject>>): ConversionView['suggested'] {
  const { firstName, lastName, email, phone, jobTitle, website, city, country } = lead;
  const domain = companyDomain(lead);
  const name = lead.companyName ?? domain;
  return {
    contact: { firstName, lastName, email, phone, jobTitle, custom: { ...shared['contact'] } },
    company: name === null ? null : { name, domain, website, city, country, custom: { ...shared['company'] } },
    deal: { name: lead.companyName ?? displayName(lead), custom: { ...shared['deal'] } },
  };
}

/** Why not, in the words and with the codes with which converting would be refused. */
async function blockers(trx: TenantTrx, context: CommandContext, lead: LeadView): Promise<ConversionView['blockers']> {
  try {
    await requireConvertible(trx, context, lead);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map((one) => ({ code: one.code ?? error.code, detail: one.detail }));
  }
}

function choiceOf(given: { readonly mode: 'create'; readonly fields: object } | { readonly mode: 'link'; readonly id: string }): Choice {
  return given.mode === 'link' ? { link: given.id } : { create: { ...given.fields } };
}

export const conversionRoutes: readonly Route[] = [
  readRoute(contract.readConversion, {
    policy: leadPolicy.read,
    handle: async ({ trx, principal, params }) => {
      const lead = found(await findLead(trx, params.id), 'lead');
      const { tenantId, userId } = principal;
      const context = createContext({ tenantId: tenantId, actor: { kind: 'user', userId }, now: openedOf(trx).now });
      const runs = await rowOf<{ open: number }>(
        trx,
        'select count(*)::int as open from runs where tenant_id = ? and subject_id = ? and ended_at is null',
        [tenantId, lead.id],
      );
      const link = (type: SubjectType, id: string, name: string) => ({ type, id, name });
      return {
        conversion: await conversionOf(trx, tenantId, lead.id),
        blockers: await blockers(trx, context, lead),
        suggested: suggested(lead, await sharedCustom(trx, tenantId, lead)),
        contacts: (await findContactMatches(trx, lead)).slice(0, 10).map(({ row, score, reasons }) => ({
          record: link('contact', row.id, displayName(row)),
          detail: [row.email, row.companyName].filter(Boolean).join(' · ') || null,
          score,
          reasons: [...reasons],
        })),
        companies: (await findCompanyMatches(trx, lead)).slice(0, 10).map(({ row, score, reasons }) => ({
          record: link('company', row.id, row.name),
          detail: [row.domain, row.city].filter(Boolean).join(' · ') || null,
          score,
          reasons: [...reasons],
        })),
        openRuns: runs?.open ?? 0,
      };
    },
  }),

  writeRoute(contract.convertLead, {
    policy: leadPolicy.convert,
    handle: async ({ trx, context, principal, params, body }) => {
      requireThat(body.contact.mode === 'link' || may(principal, 'contacts.write'), 'Your role does not allow making contacts.');
      requireThat(body.company.mode !== 'create' || may(principal, 'companies.write'), 'Your role does not allow making companies.');
      requireThat(body.deal.mode !== 'create' || may(principal, 'deals.write'), 'Your role does not allow making deals.');
      const { carried, exitedRuns, lead } = await convertLead(trx, context, {
        id: params.id,
        contact: choiceOf(body.contact),
        company: body.company.mode === 'none' ? null : choiceOf(body.company),
        deal: body.deal.mode === 'none' ? null : choiceOf(body.deal),
      });
      return { ...found(await conversionOf(trx, principal.tenantId, lead.id), 'conversion'), carried, exitedRuns };
    },
  }),
];
