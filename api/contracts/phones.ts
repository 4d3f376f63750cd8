import { z } from 'zod';
import { codeChannels } from '../../domain/phones/code-rules.ts';
import { instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'identity';
const e164 = z.string().trim().min(1).max(60).meta({ description: 'With the country, e.g. +491701234567; blanks and hyphens do no harm.' });
const channel = z.enum(codeChannels);
const password = z.string().min(1).max(200);

const phone = z
  .object({
    e164: z.string().nullable().meta({ description: 'The number that was proven.' }),
    verifiedAt: instant.nullable(),
    secondFactor: channel.nullable().meta({ description: 'How signing in sends its codes; null: it does not.' }),
    offered: z.boolean().meta({ description: 'Whether the plan includes sign-in codes by SMS and WhatsApp.' }),
    pending: z
      .object({
        e164: z.string(),
        channel,
        expiresAt: instant,
        resendAt: instant.nullable().meta({ description: 'When another code may be asked for; null: begin anew.' }),
        attemptsLeft: z.number().int(),
      })
      .nullable(),
  })
  .meta({ id: 'OwnPhone' });
export type OwnPhone = z.infer<typeof phone>;

export const getMyPhone = endpoint({ method: 'GET', path: '/v1/me/phone', summary: 'Read one\u2019s own telephone', tag, response: phone });

export const startPhoneVerification = endpoint({
  method: 'POST',
  path: '/v1/me/phone/verify/start',
  summary: 'Send a code to one\u2019s own telephone, to prove it',
  tag,
  body: z.strictObject({
    e164,
    channel: channel.default('sms'),
    password: password.optional().meta({ description: 'Needed where codes to the number so far sign one in.' }),
  }),
  response: phone,
});

export const confirmPhoneVerification = endpoint({
  method: 'POST',
  path: '/v1/me/phone/verify/confirm',
  summary: 'Prove one\u2019s own telephone by the code',
  tag,
  body: z.strictObject({ e164, code: z.string().trim().min(1).max(20) }),
  response: phone,
});

export const resendPhoneCode = endpoint({
  method: 'POST',
  path: '/v1/me/phone/verify/resend',
  summary: 'Send another code; pauses grow',
  tag,
  response: phone,
});

export const cancelPhoneVerification = endpoint({
  method: 'DELETE',
  path: '/v1/me/phone/verify',
  summary: 'Wait for a code no longer',
  tag,
});

export const enablePhoneFactor = endpoint({
  method: 'POST',
  path: '/v1/me/phone/second-factor/enable',
  summary: 'Ask for a code by SMS or WhatsApp at sign-in',
  tag,
  body: z.strictObject({ channel, password }),
  response: phone,
});

export const disablePhoneFactor = endpoint({
  method: 'POST',
  path: '/v1/me/phone/second-factor/disable',
  summary: 'Ask for no code by SMS or WhatsApp at sign-in any more',
  tag,
  body: z.strictObject({ password }),
  response: phone,
});
