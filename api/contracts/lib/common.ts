import { z } from 'zod';
import type { Json, JsonObject } from '../../../domain/json.ts';

/** A UUID in lower-case canonical text. */
export const id = z.uuid().toLowerCase().meta({ description: 'UUID' });

/** An instant in UTC, ISO 8601. */
export const instant = z.iso.datetime();

/** Text a person typed: trimmed, never empty, bounded. */
export const text = (max: number): z.ZodString => z.string().trim().min(1).max(max);

/** `limit` and `cursor` of every list. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
});

/** `{ items, next }`: `next` is the cursor of the following page, null on the last one. */
export function pageOf<T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** `true`/`false` in a query string. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

// zod's own type of JSON has mutable arrays; ours says that nobody changes what was parsed. The values are the same.
/** Any JSON. */
export const json = z.json() as unknown as z.ZodType<Json, Json>;

/** JSON of an open shape: custom fields, event data. */
export const jsonObject = z.record(z.string().max(200), z.json()) as unknown as z.ZodType<JsonObject, JsonObject>;

/** Path parameters of a resource with one id. */
export const idParams = z.object({ id });

/** RFC 9457 problem document: the body of every answer that is not a success. */
export const problemDocument = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(
      z.object({
        pointer: z.string().optional(),
        detail: z.string(),
        code: z.string().optional(),
        nodeId: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Problem' });
export type ProblemDocument = z.infer<typeof problemDocument>;
