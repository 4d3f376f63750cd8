import { archiveCompany } from '../../../commands/companies/archive-company.ts';
import { createCompany } from '../../../commands/companies/create-company.ts';
import { updateCompany } from '../../../commands/companies/update-company.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { restoreRecord } from '../../../commands/records/archive-record.ts';
import { findCompanyTree } from '../../../db/records/find-beside.ts';
import type { CompanyView } from '../../../db/records/find-others.ts';
import { findCompanies, findCompany } from '../../../db/records/find-others.ts';
import { companyTimeline } from '../../contracts/activities.ts';
import type { Company } from '../../contracts/companies.ts';
import * as contract from '../../contracts/companies.ts';
import { tagCompany, untagCompany } from '../../contracts/tags.ts';
import { between, leaf, listOf } from '../../lib/record-list.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { writeBeside } from '../records/write-beside.ts';
import { companyPolicy } from '../../policies/crm.ts';
import { accountTeamRoutes } from './team.ts';
import { found, presentMeta } from '../records/found.ts';
import { recordTagRoutes } from '../records/record-tags.ts';
import { timelineRoute } from '../records/timeline.ts';

function present(row: CompanyView): Company {
  return {
    ...presentMeta(row),
    mergedIntoId: row.mergedIntoId,
    name: row.name,
    status: row.status,
    domain: row.domain,
    industry: row.industry,
    phone: row.phone,
    website: row.website,
    country: row.country,
    city: row.city,
    address: row.address,
    parentCompanyId: row.parentCompanyId,
    parent: row.parent,
    employeeCount: row.employeeCount,
    annualRevenueMinor: row.annualRevenueMinor,
    currency: row.currency,
    ownerUserId: row.ownerUserId,
    owner: row.owner,
    tags: [...row.tags],
    custom: row.custom,
  };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Company> =>
  present(found(await findCompany(trx, params.id), 'company'));

export const companyRoutes: readonly Route[] = [
  readRoute(contract.listCompanies, {
    policy: companyPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const where = [
        leaf('company.tags', 'has_any_tag', query.tag),
        leaf('company.status', 'is', query.status),
        leaf('company.city', 'is', query.city),
        leaf('company.domain', 'is', query.domain),
        ...between('company.createdAt', query.createdFrom, query.createdTo),
      ];
      const { items, next } = await listOf({ trx, principal }, 'company', { ...query, where }, findCompanies);
      return { items: items.map(present), next };
    },
  }),
  writeRoute(contract.createCompany, {
    policy: companyPolicy.write,
    handle: async ({ trx, context, body: { note, tags, ...body } }) => {
      const made = await createCompany(trx, context, body);
      await writeBeside(trx, context, { type: 'company', id: made.id }, { note, tags });
      return current({ trx, params: made });
    },
  }),
  readRoute(contract.readCompany, { policy: companyPolicy.read, handle: current }),
  writeRoute(contract.updateCompany, {
    policy: companyPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateCompany(trx, context, { id: params.id, patch: body, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),
  writeRoute(contract.archiveCompany, {
    policy: companyPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveCompany(trx, context, params);
      return undefined;
    },
  }),
  writeRoute(contract.restoreCompany, {
    policy: companyPolicy.write,
    handle: async ({ trx, context, params }) => {
      await restoreRecord(trx, context, 'company', params.id);
      return current({ trx, params });
    },
  }),
  readRoute(contract.companyTree, {
    policy: companyPolicy.read,
    handle: async ({ trx, params }) => {
      found(await findCompany(trx, params.id), 'company');
      return { items: [...(await findCompanyTree(trx, params.id))] };
    },
  }),
  ...accountTeamRoutes,
  timelineRoute(companyTimeline, 'company', companyPolicy.read, findCompany),
  ...recordTagRoutes('company', companyPolicy.write, tagCompany, untagCompany),
];
