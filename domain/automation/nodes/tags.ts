import { z } from 'zod';

/** Tags by name: a name that does not exist yet is made when it is first added. */
export const tagConfig = z.strictObject({ tags: z.array(z.string().trim().min(1).max(60)).max(20) });
export type TagConfig = z.infer<typeof tagConfig>;
