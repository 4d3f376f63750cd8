import { z } from 'zod';
import { contactDuplicatePolicies } from '../../domain/records/duplicates.ts';
import { buyingRoles, lifecycleStages } from '../../domain/records/lifecycles.ts';
import { id, idParams, instant, pageOf } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { besideNew, custom, optionalText, recordLink, recordListQuery, recordMeta, tagRef, userRef } from './records.ts';

export const channelKinds = ['email', 'phone', 'whatsapp', 'linkedin', 'website', 'other'] as const;

export const consents = ['unknown', 'opted_in', 'opted_out'] as const;
export const companyRelations = ['employee', 'stakeholder', 'other'] as const;

/** A further way to reach a contact. The primary ones also stand in `email` and `phone`. */
export const contactChannel = z.object({
  id: id.meta({ description: 'Another one after the channels were written anew.' }),
  kind: z.enum(channelKinds),
  value: z.string(),
  label: z.string().nullable(),
  isPrimary: z.boolean(),
  consent: z.enum(consents).meta({ description: 'Whether the person agreed to be written to on this channel.' }),
  consentSource: z.string().nullable(),
  consentAt: instant.nullable(),
  verifiedAt: instant.nullable().meta({ description: 'When a code proved that the number is theirs.' }),
});

/** A further company a contact has to do with. */
export const contactCompany = z.object({ company: recordLink, relation: z.enum(companyRelations) });

export const contact = z
  .object({
    ...recordMeta,
    mergedIntoId: id.nullable().meta({ description: 'The record that this one was merged into.' }),
    name: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    jobTitle: z.string().nullable(),
    companyId: id.nullable(),
    company: recordLink.nullable(),
    status: z.enum(['active', 'inactive']),
    lifecycleStage: z.enum(lifecycleStages),
    buyingRole: z.enum(buyingRoles).nullable(),
    isPrivate: z.boolean().meta({ description: 'Only its owner sees it.' }),
    lastTouchedAt: instant.nullable(),
    ownerUserId: id.nullable(),
    owner: userRef.nullable(),
    channels: z.array(contactChannel),
    companies: z.array(contactCompany).meta({ description: 'Further companies beside the primary one.' }),
    tags: z.array(tagRef),
    custom,
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof contact>;

const channelInput = z.strictObject({
  kind: z.enum(channelKinds),
  value: z.string().max(500),
  label: z.string().max(100).nullable().optional(),
  consent: z.enum(consents).optional().meta({ description: 'Absent: as it was.' }),
  consentSource: z.string().max(200).nullable().optional(),
});

const writable = {
  firstName: optionalText,
  lastName: optionalText,
  email: optionalText,
  phone: optionalText,
  jobTitle: optionalText,
  status: z.enum(['active', 'inactive']).optional(),
  lifecycleStage: z.enum(lifecycleStages).optional(),
  buyingRole: z.enum(buyingRoles).nullable().optional(),
  isPrivate: z
    .boolean()
    .optional()
    .meta({ description: 'Only its owner sees it, and only its owner may say so. Needs a plan with private contacts.' }),
  companyId: id.nullable().optional(),
  ownerUserId: id.nullable().optional(),
  channels: z.array(channelInput).max(30).optional().meta({
    description: 'Further channels beside the primary ones; replaces what was there. A primary one may be named to set its consent.',
  }),
  custom: custom.optional(),
  onDuplicate: z.enum(contactDuplicatePolicies).optional().meta({
    description:
      'When another living contact has the e-mail or the phone: `refuse` (default) answers 409 with `existingId` if you may see that contact; `allow` keeps both and lists them as possible duplicates.',
  }),
};

export const createContactBody = z.strictObject({ ...writable, ...besideNew }).meta({ id: 'CreateContact' });
export const updateContactBody = z.strictObject(writable).meta({ id: 'UpdateContact' });

export const contactListQuery = recordListQuery.extend({
  companyId: id.optional(),
  lifecycle: z.enum(lifecycleStages).optional(),
  sort: z.enum(['-createdAt', 'createdAt', '-updatedAt', 'name']).default('-createdAt'),
});

export const listContacts = endpoint({
  method: 'GET',
  path: '/v1/contacts',
  summary: 'List contacts',
  tag: 'Contacts',
  query: contactListQuery,
  response: pageOf(contact),
});
export const createContact = endpoint({
  method: 'POST',
  path: '/v1/contacts',
  summary: 'Create a contact',
  tag: 'Contacts',
  body: createContactBody,
  response: contact,
  status: 201,
});
export const readContact = endpoint({
  method: 'GET',
  path: '/v1/contacts/{id}',
  summary: 'Read a contact',
  tag: 'Contacts',
  params: idParams,
  response: contact,
});
export const updateContact = endpoint({
  method: 'PATCH',
  path: '/v1/contacts/{id}',
  summary: 'Change a contact',
  tag: 'Contacts',
  params: idParams,
  body: updateContactBody,
  response: contact,
  ifMatch: true,
});
const channelParams = idParams.extend({ channelId: id });
export const startChannelVerification = endpoint({
  method: 'POST',
  path: '/v1/contacts/{id}/channels/{channelId}/verify/start',
  summary: 'Send a code to a number of a contact, which they tell to whoever asks',
  tag: 'Contacts',
  params: channelParams,
  body: z.strictObject({ by: z.enum(['sms', 'whatsapp']).optional() }),
});
export const confirmChannel = endpoint({
  method: 'POST',
  path: '/v1/contacts/{id}/channels/{channelId}/verify/confirm',
  summary: 'Give the code that the contact told: the number is theirs',
  tag: 'Contacts',
  params: channelParams,
  body: z.strictObject({ code: z.string().min(1).max(20) }),
  response: contact,
});
export const archiveContact = endpoint({
  method: 'DELETE',
  path: '/v1/contacts/{id}',
  summary: 'Archive a contact',
  tag: 'Contacts',
  params: idParams,
});
export const restoreContact = endpoint({
  method: 'POST',
  path: '/v1/contacts/{id}/restore',
  summary: 'Bring an archived contact back',
  tag: 'Contacts',
  params: idParams,
  response: contact,
});
const companyParams = idParams.extend({ companyId: id });
export const linkContactCompany = endpoint({
  method: 'PUT',
  path: '/v1/contacts/{id}/companies/{companyId}',
  summary: 'Link a contact with a further company, or say how',
  tag: 'Contacts',
  params: companyParams,
  body: z.strictObject({ relation: z.enum(companyRelations) }),
  response: contact,
});
export const unlinkContactCompany = endpoint({
  method: 'DELETE',
  path: '/v1/contacts/{id}/companies/{companyId}',
  summary: 'Take a link between a contact and a company away, the primary one too',
  tag: 'Contacts',
  params: companyParams,
  response: contact,
});
