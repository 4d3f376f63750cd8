import { addCompanyMember, removeCompanyMember } from '../../../commands/companies/team/change-team.ts';
import { findAccountTeam } from '../../../db/records/find-beside.ts';
import { findCompany } from '../../../db/records/find-others.ts';
import * as contract from '../../contracts/account-team.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { companyPolicy } from '../../policies/crm.ts';
import { found } from '../records/found.ts';

export const accountTeamRoutes: readonly Route[] = [
  readRoute(contract.readAccountTeam, {
    policy: companyPolicy.read,
    handle: async ({ trx, params }) => {
      found(await findCompany(trx, params.id), 'company');
      return { items: [...(await findAccountTeam(trx, params.id))] };
    },
  }),
  writeRoute(contract.addAccountMember, {
    policy: companyPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await addCompanyMember(trx, context, { companyId: params.id, userId: params.userId, role: body.role });
      return { items: [...(await findAccountTeam(trx, params.id))] };
    },
  }),
  writeRoute(contract.removeAccountMember, {
    policy: companyPolicy.write,
    handle: async ({ trx, context, params }) => {
      await removeCompanyMember(trx, context, { companyId: params.id, userId: params.userId });
      // Whoever took themselves out may not see the company any more: the team is read without it.
      return { items: [...(await findAccountTeam(trx, params.id))] };
    },
  }),
];
