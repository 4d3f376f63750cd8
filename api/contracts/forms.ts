import { z } from 'zod';
import { id } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { lead } from './leads.ts';

/**
 * What a web form sends. Known field names (with the usual spellings: `first_name`, `Email`, `company` …) and custom field keys
 * go into the lead; everything else is kept in the event as answers.
 */
export const submitForm = endpoint({
  method: 'POST',
  path: '/v1/forms/submissions',
  summary: 'Take in a web form: creates or updates the lead with that e-mail and tells automations',
  tag: 'Forms',
  body: z
    .strictObject({
      form: z.string().trim().min(1).max(200).meta({ description: 'Which form it was; automations can filter by it.' }),
      fields: z.record(z.string().max(200), z.union([z.string().max(20_000), z.number(), z.boolean(), z.null()])),
      pageUrl: z.string().max(2_000).optional(),
      referrer: z.string().max(2_000).optional(),
    })
    .meta({ id: 'FormSubmission' }),
  response: z.object({ leadId: id, created: z.boolean(), lead }),
  status: 201,
});
