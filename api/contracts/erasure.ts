import { idParams } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

function eraseOf(path: string, tag: string, noun: string) {
  return endpoint({
    method: 'POST',
    path: `/v1/${path}/{id}/erase`,
    summary: `Erase a ${noun} for ever, with its values in histories, runs, messages and files`,
    tag,
    params: idParams,
  });
}

export const eraseLead = eraseOf('leads', 'Leads', 'lead');
export const eraseContact = eraseOf('contacts', 'Contacts', 'contact');
export const eraseCompany = eraseOf('companies', 'Companies', 'company');
export const eraseDeal = eraseOf('deals', 'Deals', 'deal');
