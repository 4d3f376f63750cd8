import { z } from 'zod';
import { customFieldEntities } from '../../domain/records/custom-field-rules.ts';
import { subjectTypes } from '../../domain/records/record-types.ts';
import type { Json } from '../../domain/json.ts';
import { flag, id, instant, pageQuery } from './lib/common.ts';

/** A user as shown beside what they own or did. */
export const userRef = z.object({ id, name: z.string() }).meta({ id: 'UserRef' });
export type UserRef = z.infer<typeof userRef>;

/** A record as shown beside what is linked to it. `name` is empty when it was erased. */
export const recordLink = z.object({ type: z.enum(subjectTypes), id, name: z.string() }).meta({ id: 'RecordLink' });
export type RecordLink = z.infer<typeof recordLink>;

/** A pointer to a lead, contact, company or deal. */
export const recordPointer = z.object({ type: z.enum(subjectTypes), id });
export type RecordPointer = z.infer<typeof recordPointer>;

export const tagRef = z.object({ id, name: z.string(), color: z.string().nullable() }).meta({ id: 'TagRef' });
export type TagRef = z.infer<typeof tagRef>;

/** Values of the tenant's own fields by key. */
export const json: z.ZodType<Json> = z.json();

export const custom = z.record(z.string().max(200), json).meta({ description: 'Values of custom fields by key; null takes a value away.' });

/** What every editable record carries. `version` is what the ETag says: `W/"<version>"`. */
export const recordMeta = {
  id,
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
  archivedAt: instant.nullable(),
};

/** Filters every list of records knows. */
export const recordListQuery = pageQuery.extend({
  q: z.string().trim().max(200).optional().meta({ description: 'Search in names, e-mail, phone, company.' }),
  owner: z.string().max(40).optional().meta({ description: 'Id of a user, `me`, or `none`.' }),
  tag: z.string().max(100).optional().meta({ description: 'Id or name of a tag.' }),
  createdFrom: instant.optional(),
  createdTo: instant.optional(),
  filter: z.string().max(20_000).optional().meta({ description: "A condition of the automations' language as JSON." }),
  archived: flag.optional().meta({ description: 'Only archived records instead of only living ones.' }),
});

/** An optional text that can be taken away with null. The commands trim it and say what is too long. */
export const optionalText = z.string().max(60_000).nullable().optional();

/** Several values in one query parameter, separated by commas. */
export const commaList = z.string().max(500);

export const customEntity = z.enum(customFieldEntities);

/** What a new record may be given beside its fields. */
export const besideNew = {
  note: z.string().max(100_000).optional().meta({ description: 'The first note on it.' }),
  tags: z.array(z.string().max(60_000)).max(50).optional().meta({ description: 'Names of tags; those that do not exist are made.' }),
};
