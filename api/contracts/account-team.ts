import { z } from 'zod';
import { accountRoles } from '../../domain/records/account-team.ts';
import { id, idParams } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { userRef } from './records.ts';

const accountTeam = z.object({ items: z.array(z.object({ user: userRef, role: z.enum(accountRoles) })) }).meta({ id: 'AccountTeam' });
export type AccountTeam = z.infer<typeof accountTeam>;

export const readAccountTeam = endpoint({
  method: 'GET',
  path: '/v1/companies/{id}/team',
  summary: 'Who works on a company beside its owner',
  tag: 'Companies',
  params: idParams,
  response: accountTeam,
});
const memberParams = idParams.extend({ userId: id });
export const addAccountMember = endpoint({
  method: 'PUT',
  path: '/v1/companies/{id}/team/{userId}',
  summary: 'Take somebody into the team of a company: they see it even if their role shows only their own records',
  tag: 'Companies',
  params: memberParams,
  body: z.strictObject({ role: z.enum(accountRoles).default('other') }),
  response: accountTeam,
});
export const removeAccountMember = endpoint({
  method: 'DELETE',
  path: '/v1/companies/{id}/team/{userId}',
  summary: 'Take somebody out of the team of a company',
  tag: 'Companies',
  params: memberParams,
  response: accountTeam,
});
