import { linkDealCompany, unlinkDealCompany } from '../../../commands/deals/links/link-company.ts';
import { linkDealContact, unlinkDealContact } from '../../../commands/deals/links/link-contact.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findDealCompanies, findDealContacts, findLinkedDeals } from '../../../db/records/find-deal-links.ts';
import { findCompany, findContact, findDeal } from '../../../db/records/find-others.ts';
import type { DealLinks } from '../../contracts/deal-links.ts';
import * as contract from '../../contracts/deal-links.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { dealPolicy } from '../../policies/crm.ts';
import { found } from '../records/found.ts';

interface At {
  readonly trx: TenantTrx;
  readonly params: { readonly id: string };
}

async function linksOf({ trx, params }: At): Promise<DealLinks> {
  found(await findDeal(trx, params.id), 'deal');
  const contacts = await findDealContacts(trx, params.id);
  const companies = await findDealCompanies(trx, params.id);
  return { contacts: [...contacts], companies: [...companies] };
}

export const dealLinkRoutes: readonly Route[] = [
  readRoute(contract.readDealLinks, { policy: dealPolicy.read, handle: linksOf }),
  writeRoute(contract.linkDealContact, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await linkDealContact(trx, context, { dealId: params.id, contactId: params.contactId, role: body.role });
      return linksOf({ trx, params });
    },
  }),
  writeRoute(contract.unlinkDealContact, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params }) => {
      await unlinkDealContact(trx, context, { dealId: params.id, contactId: params.contactId });
      return linksOf({ trx, params });
    },
  }),
  writeRoute(contract.linkDealCompany, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await linkDealCompany(trx, context, { dealId: params.id, companyId: params.companyId, role: body.role });
      return linksOf({ trx, params });
    },
  }),
  writeRoute(contract.unlinkDealCompany, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params }) => {
      await unlinkDealCompany(trx, context, { dealId: params.id, companyId: params.companyId });
      return linksOf({ trx, params });
    },
  }),
  readRoute(contract.contactDeals, {
    policy: dealPolicy.read,
    handle: async ({ trx, params }) => {
      found(await findContact(trx, params.id), 'contact');
      return { items: await findLinkedDeals(trx, { type: 'contact', id: params.id }) };
    },
  }),
  readRoute(contract.companyDeals, {
    policy: dealPolicy.read,
    handle: async ({ trx, params }) => {
      found(await findCompany(trx, params.id), 'company');
      return { items: await findLinkedDeals(trx, { type: 'company', id: params.id }) };
    },
  }),
];
