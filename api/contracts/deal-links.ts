import { z } from 'zod';
import { dealCompanyRoles, dealContactRoles } from '../../domain/records/deal-links.ts';
import { dealStatus } from './deals.ts';
import { id, idParams } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { recordLink } from './records.ts';

export const dealLinks = z
  .object({
    contacts: z.array(
      z.object({
        contact: recordLink,
        jobTitle: z.string().nullable(),
        email: z.string().nullable(),
        role: z.enum(dealContactRoles),
        isMain: z.boolean().meta({ description: 'The contact that `contactId` of the deal names.' }),
      }),
    ),
    companies: z.array(
      z.object({
        company: recordLink,
        role: z.enum(dealCompanyRoles).meta({ description: '`primary` is the one that `companyId` of the deal names.' }),
      }),
    ),
  })
  .meta({ id: 'DealLinks' });
export type DealLinks = z.infer<typeof dealLinks>;

const linkedDeals = z.object({
  items: z.array(
    z.object({
      deal: recordLink,
      status: dealStatus,
      stageName: z.string(),
      amountMinor: z.number().int(),
      currency: z.string(),
      role: z.enum([...dealContactRoles, ...dealCompanyRoles]),
      isMain: z.boolean(),
    }),
  ),
});
export type LinkedDeals = z.infer<typeof linkedDeals>;

export const readDealLinks = endpoint({
  method: 'GET',
  path: '/v1/deals/{id}/links',
  summary: 'The people and companies a deal has to do with',
  tag: 'Deals',
  params: idParams,
  response: dealLinks,
});

const contactParams = idParams.extend({ contactId: id });
export const linkDealContact = endpoint({
  method: 'PUT',
  path: '/v1/deals/{id}/contacts/{contactId}',
  summary: 'Link a deal with a contact, or say what the contact decides in it',
  tag: 'Deals',
  params: contactParams,
  body: z.strictObject({ role: z.enum(dealContactRoles).default('other') }),
  response: dealLinks,
});
export const unlinkDealContact = endpoint({
  method: 'DELETE',
  path: '/v1/deals/{id}/contacts/{contactId}',
  summary: 'Take the link between a deal and a contact away; the main contact is taken off the deal with it',
  tag: 'Deals',
  params: contactParams,
  response: dealLinks,
});

const companyParams = idParams.extend({ companyId: id });
export const linkDealCompany = endpoint({
  method: 'PUT',
  path: '/v1/deals/{id}/companies/{companyId}',
  summary: 'Link a deal with a company; as the primary one it takes the place of the one before, which stays as secondary',
  tag: 'Deals',
  params: companyParams,
  body: z.strictObject({ role: z.enum(dealCompanyRoles).default('secondary') }),
  response: dealLinks,
});
export const unlinkDealCompany = endpoint({
  method: 'DELETE',
  path: '/v1/deals/{id}/companies/{companyId}',
  summary: 'Take the link between a deal and a company away; the primary one is taken off the deal with it',
  tag: 'Deals',
  params: companyParams,
  response: dealLinks,
});

export const contactDeals = endpoint({
  method: 'GET',
  path: '/v1/contacts/{id}/deals',
  summary: 'The deals a contact is in, with the part it has',
  tag: 'Contacts',
  params: idParams,
  response: linkedDeals,
});
export const companyDeals = endpoint({
  method: 'GET',
  path: '/v1/companies/{id}/deals',
  summary: 'The deals a company is in, as the primary or a secondary one',
  tag: 'Companies',
  params: idParams,
  response: linkedDeals,
});
