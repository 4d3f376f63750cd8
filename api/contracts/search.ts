import { z } from 'zod';
import { id } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

export const searchHit = z
  .object({
    type: z.enum(['lead', 'contact', 'company', 'deal', 'task']),
    id,
    name: z.string(),
    detail: z.string().nullable().meta({ description: 'What tells records of one name apart.' }),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHit>;

export const search = endpoint({
  method: 'GET',
  path: '/v1/search',
  summary: 'Find records of every kind by name, e-mail, phone or company while somebody types',
  tag: 'Search',
  query: z.object({ q: z.string().trim().min(2).max(200), limit: z.coerce.number().int().min(1).max(50).default(20) }),
  response: z.object({ items: z.array(searchHit) }),
});
