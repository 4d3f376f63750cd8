import { z } from 'zod';
import { type OneTimeCodeSender, type OutgoingCode, type ProviderAnswer, providerTimeoutMs } from '../provider.ts';

export interface HttpCodesOptions {
  /** Base address, e.g. `https://xyz.api.infobip.com`. */
  readonly url: string;
  readonly key: string;
  readonly from: { readonly sms: string; readonly whatsapp: string };
  readonly timeoutMs?: number;
}

/** SMS and WhatsApp over a JSON API as Infobip has it. The id of the message makes a repetition recognisable. */
export function httpCodeSender(options: HttpCodesOptions): OneTimeCodeSender {
  return {
    name: 'http-codes',
    sendCode: async (code) => {
      try {
        const response = await fetch(new URL(path(code), options.url), {
          method: 'POST',
          headers: { authorization: `App ${options.key}`, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(bodyOf(code, options.from[code.channel])),
          redirect: 'error',
          signal: AbortSignal.timeout(options.timeoutMs ?? providerTimeoutMs / 2),
        });
        return answerOf(response.status, await response.text(), code.messageId);
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function path({ channel }: OutgoingCode): string {
  return channel === 'sms' ? '/sms/2/text/advanced' : '/whatsapp/1/message/text';
}

function bodyOf({ channel, messageId, to, text }: OutgoingCode, from: string): object {
  const number = to.replace(/^\+/, '');
  if (channel === 'whatsapp') return { from, to: number, messageId, content: { text } };
  return { messages: [{ from, destinations: [{ to: number, messageId }], text }] };
}

const message = z.object({
  messageId: z.string().optional(),
  status: z.object({ groupName: z.string().optional(), description: z.string().optional() }).optional(),
});
const answer = z.union([z.object({ messages: z.array(message).min(1) }).transform((body) => body.messages[0]), message]);

function answerOf(status: number, text: string, messageId: string): ProviderAnswer {
  if (status === 408 || status === 429 || status >= 500) return { kind: 'retry', reason: `The provider answered ${status}.` };
  if (status >= 400) return { kind: 'refused', reason: `The provider answered ${status}: ${text.slice(0, 300)}` };
  const said = answer.safeParse(json(text)).data;
  const group = said?.status?.groupName ?? '';
  if (group === 'REJECTED' || group === 'UNDELIVERABLE') {
    return { kind: 'refused', reason: `${group}: ${said?.status?.description ?? ''}`.slice(0, 300) };
  }
  return { kind: 'accepted', providerId: (said?.messageId ?? messageId).slice(0, 200) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A connection that never came about is tried again; after that nobody can say whether the provider has the code. */
function failed(error: unknown): ProviderAnswer {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const reason = cause instanceof Error ? cause.message.slice(0, 300) : 'unknown error';
  return { kind: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code) ? 'retry' : 'unknown', reason };
}
