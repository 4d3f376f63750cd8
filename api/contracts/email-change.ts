import { z } from 'zod';
import { endpoint } from './lib/endpoint.ts';

const tag = 'identity';
const token = z.string().min(1).max(200);

export const askForEmail = endpoint({
  method: 'POST',
  path: '/v1/me/email',
  summary: 'Ask for another e-mail address of one\u2019s own; the link mailed to it makes the change',
  tag,
  body: z.strictObject({
    email: z.email().max(254).toLowerCase(),
    password: z.string().min(1).max(200),
    code: z
      .string()
      .trim()
      .min(6)
      .max(20)
      .optional()
      .meta({ description: 'Of the second factor: the authenticator, or one that a first call without it sends to the telephone.' }),
  }),
});

export const confirmEmail = endpoint({
  method: 'POST',
  path: '/v1/email-change/confirm',
  summary: 'Make the change by the link from the new address; ends all other sessions',
  tag,
  body: z.strictObject({ token }),
});

export const undoEmail = endpoint({
  method: 'POST',
  path: '/v1/email-change/undo',
  summary: 'Take the change back by the link from the old address; ends all sessions and the password',
  tag,
  body: z.strictObject({ token }),
});
