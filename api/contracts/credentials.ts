import { z } from 'zod';
import { hmacAlgorithms, hmacEncodings } from '../../domain/credentials/credential-rules.ts';
import { id, idParams, instant, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const header = z.string().trim().min(1).max(100);

export const credentialSettings = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bearer') }),
    z.strictObject({ kind: z.literal('basic'), username: z.string().min(1).max(200) }),
    z.strictObject({ kind: z.literal('header'), header }),
    z.strictObject({
      kind: z.literal('hmac'),
      header,
      algorithm: z.enum(hmacAlgorithms),
      encoding: z.enum(hmacEncodings),
      prefix: z.string().max(50).meta({ description: 'Stands before the signature, as in `sha256=`.' }),
      timestampHeader: header
        .nullable()
        .meta({ description: 'With it the time is sent in this header and signed before the body, parted by a point.' }),
    }),
  ])
  .meta({ id: 'CredentialSettings' });

const settings = {
  name: text(100),
  settings: credentialSettings,
  hosts: z
    .array(z.string().trim().toLowerCase().min(1).max(253))
    .min(1)
    .max(20)
    .meta({ description: 'Where it may be sent: `api.example.com`, `*.example.com`.' }),
};
const secret = z.string().min(1).max(8_000).meta({ description: 'Kept sealed and never told again.' });

export const credential = z
  .object({
    id,
    version: z.number().int(),
    ...settings,
    secretChangedAt: instant,
    lastUsedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Credential' });
export type Credential = z.infer<typeof credential>;

export const credentialUse = z
  .object({
    automationId: id,
    name: z.string(),
    version: z.number().int().nullable().meta({ description: 'Null is the draft.' }),
    live: z.boolean(),
  })
  .meta({ id: 'CredentialUse' });
export type CredentialUse = z.infer<typeof credentialUse>;

const tag = 'Credentials';
const path = '/v1/credentials';

export const listCredentials = endpoint({
  method: 'GET',
  path,
  summary: 'Lists the credentials for calls to other systems, without their secrets',
  tag,
  response: z.object({ items: z.array(credential) }),
});
export const getCredential = endpoint({
  method: 'GET',
  path: `${path}/{id}`,
  summary: 'Reads a credential, without its secret',
  tag,
  params: idParams,
  response: credential,
});
export const createCredential = endpoint({
  method: 'POST',
  path,
  summary: 'Keeps a credential',
  tag,
  body: z.strictObject({ ...settings, secret }),
  response: credential,
  status: 201,
});
export const updateCredential = endpoint({
  method: 'PATCH',
  path: `${path}/{id}`,
  summary: 'Changes what stands beside the secret; other hosts need the secret anew',
  tag,
  params: idParams,
  body: z.strictObject(settings).partial(),
  response: credential,
  ifMatch: true,
});
export const replaceCredentialSecret = endpoint({
  method: 'POST',
  path: `${path}/{id}/secret`,
  summary: 'Replaces the secret; steps use it from their next call',
  tag,
  params: idParams,
  body: z.strictObject({ secret, settings: credentialSettings.optional(), hosts: settings.hosts.optional() }),
  response: credential,
  ifMatch: true,
});
export const listCredentialUses = endpoint({
  method: 'GET',
  path: `${path}/{id}/uses`,
  summary: 'Automations that call with the credential',
  tag,
  params: idParams,
  response: z.object({ items: z.array(credentialUse) }),
});
export const removeCredential = endpoint({
  method: 'POST',
  path: `${path}/{id}/remove`,
  summary: 'Removes a credential and its secret; one in use only with `used`',
  tag,
  params: idParams,
  body: z.strictObject({ used: z.boolean().default(false) }),
  ifMatch: true,
});
