import { z } from 'zod';
import { id, idParams, pageOf } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { companyStatuses } from '../../domain/records/lifecycles.ts';
import { besideNew, custom, optionalText, recordLink, recordListQuery, recordMeta, tagRef, userRef } from './records.ts';

export const company = z
  .object({
    ...recordMeta,
    mergedIntoId: id.nullable().meta({ description: 'The record that this one was merged into.' }),
    name: z.string(),
    status: z.enum(companyStatuses),
    domain: z.string().nullable(),
    industry: z.string().nullable(),
    phone: z.string().nullable(),
    website: z.string().nullable(),
    country: z.string().nullable(),
    city: z.string().nullable(),
    address: z.string().nullable(),
    parentCompanyId: id.nullable(),
    parent: recordLink.nullable(),
    employeeCount: z.number().int().nullable(),
    annualRevenueMinor: z.number().int().nullable(),
    currency: z.string().nullable(),
    ownerUserId: id.nullable(),
    owner: userRef.nullable(),
    tags: z.array(tagRef),
    custom,
  })
  .meta({ id: 'Company' });
export type Company = z.infer<typeof company>;

const writable = {
  status: z.enum(companyStatuses).optional(),
  domain: optionalText,
  industry: optionalText,
  phone: optionalText,
  website: optionalText,
  country: optionalText,
  city: optionalText,
  address: optionalText,
  parentCompanyId: id.nullable().optional(),
  employeeCount: z.number().int().nullable().optional(),
  annualRevenueMinor: z.number().int().nullable().optional(),
  currency: optionalText,
  ownerUserId: id.nullable().optional(),
  custom: custom.optional(),
};

export const createCompanyBody = z.strictObject({ ...writable, ...besideNew, name: z.string().max(60_000) }).meta({ id: 'CreateCompany' });
export const updateCompanyBody = z.strictObject({ ...writable, name: z.string().max(60_000).optional() }).meta({ id: 'UpdateCompany' });

export const companyListQuery = recordListQuery.extend({
  status: z.enum(companyStatuses).optional(),
  city: z.string().trim().max(100).optional(),
  domain: z.string().trim().max(253).optional(),
  sort: z.enum(['-createdAt', 'createdAt', '-updatedAt', 'name']).default('-createdAt'),
});

export const listCompanies = endpoint({
  method: 'GET',
  path: '/v1/companies',
  summary: 'List companies',
  tag: 'Companies',
  query: companyListQuery,
  response: pageOf(company),
});
export const createCompany = endpoint({
  method: 'POST',
  path: '/v1/companies',
  summary: 'Create a company',
  tag: 'Companies',
  body: createCompanyBody,
  response: company,
  status: 201,
});
export const readCompany = endpoint({
  method: 'GET',
  path: '/v1/companies/{id}',
  summary: 'Read a company',
  tag: 'Companies',
  params: idParams,
  response: company,
});
export const updateCompany = endpoint({
  method: 'PATCH',
  path: '/v1/companies/{id}',
  summary: 'Change a company',
  tag: 'Companies',
  params: idParams,
  body: updateCompanyBody,
  response: company,
  ifMatch: true,
});
export const archiveCompany = endpoint({
  method: 'DELETE',
  path: '/v1/companies/{id}',
  summary: 'Archive a company',
  tag: 'Companies',
  params: idParams,
});
export const restoreCompany = endpoint({
  method: 'POST',
  path: '/v1/companies/{id}/restore',
  summary: 'Bring an archived company back',
  tag: 'Companies',
  params: idParams,
  response: company,
});
export const companyTree = endpoint({
  method: 'GET',
  path: '/v1/companies/{id}/tree',
  summary: 'The company with everything above and below it',
  tag: 'Companies',
  params: idParams,
  response: z.object({
    items: z.array(z.object({ id, name: z.string(), parentCompanyId: id.nullable(), depth: z.number().int() })),
  }),
});
