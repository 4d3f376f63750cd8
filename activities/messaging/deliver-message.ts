import { heartbeat } from '@temporalio/activity';
import { convert } from 'html-to-text';
import { claimMessage, type Claim } from '../../commands/messages/claim-message.ts';
import { releaseMessage, settleMessage } from '../../commands/messages/settle-message.ts';
import type { MessageRow } from '../../commands/messages/message-row.ts';
import { type CommandDoors, runCommand } from '../../commands/lib/run-command.ts';
import { OperationalError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { DeliveryActivities, DeliveryAnswer, DeliveryInput } from '../../workflows/contracts/delivery.ts';
import {
  leaseMarginMs,
  leaseMs,
  type MailProvider,
  type OneTimeCodeSender,
  type OutgoingMail,
  type ProviderAnswer,
  providerTimeoutMs,
} from './provider.ts';

export interface MessagingDeps {
  readonly db: CommandDoors;
  readonly mail: MailProvider;
  /** Of SMS and WhatsApp; absent where a process sends mail only. */
  readonly codes?: OneTimeCodeSender;
  /** Sender of what no user sends, e.g. `Cadenza <no-reply@crm.example>`. */
  readonly mailFrom: string;
}

const beatMs = 3_000;

export function createMessagingActivities(deps: MessagingDeps): DeliveryActivities {
  return {
    deliverMessage: async (input) => {
      // Tells that this process lives: one that was killed is noticed within seconds, and the message's lease decides the rest.
      const beating = setInterval(() => heartbeat(), beatMs);
      try {
        return await deliverMessage(deps, input);
      } finally {
        clearInterval(beating);
      }
    },
  };
}

/**
 * One attempt: claim with a token and a lease, hand over outside any transaction, report by token. Between the provider's
 * acceptance and our commit lies the one window in which a provider can see a message twice; its Message-ID is the same then.
 */
export async function deliverMessage(deps: MessagingDeps, input: DeliveryInput): Promise<DeliveryAnswer> {
  const frame = { tenantId: asTenantId(input.tenantId), actor: { kind: 'system', name: 'delivery' } } as const;
  const began = performance.now();
  const claim = await runCommand(
    deps.db,
    frame,
    (trx, context) => claimMessage(trx, context, { id: input.messageId, incarnation: input.incarnation, leaseMs }),
    { repeatable: true },
  );
  if (claim.kind !== 'send') return answerOf(claim);
  // The lease runs since some moment after `began`; a claim that took long leaves less time for the call.
  const left = leaseMs - leaseMarginMs - (performance.now() - began);
  const said = left <= 0 ? tooSlow : await within(Math.min(providerTimeoutMs, left), handOver(deps, claim.message, input.tenantId));
  return runCommand(deps.db, frame, (trx, context) => report(trx, context, deps, claim, said), { repeatable: true }).then((answer) => {
    // Thrown after the release is committed: Temporal tries again with a growing pause.
    if (answer === 'again') throw new OperationalError(providerOf(deps, claim.message), said.kind === 'retry' ? said.reason : 'no answer');
    return answer;
  });
}

function providerOf(deps: MessagingDeps, message: MessageRow): string {
  return message.channel === 'email' ? deps.mail.name : (deps.codes?.name ?? 'none');
}

async function handOver(deps: MessagingDeps, message: MessageRow, tenantId: string): Promise<ProviderAnswer> {
  if (message.channel === 'email') return deps.mail.send(mailOf(message, tenantId, deps.mailFrom));
  const { channel } = message;
  if (deps.codes === undefined || (channel !== 'sms' && channel !== 'whatsapp')) {
    return { kind: 'refused', reason: `There is no provider for ${channel}.` };
  }
  return deps.codes.sendCode({ messageId: message.id, tenantId, channel, to: message.toAddress, text: message.bodyText ?? '' });
}

const tooSlow: ProviderAnswer = { kind: 'retry', reason: 'The database was slow; the message was not handed over.' };

type SendClaim = Extract<Claim, { kind: 'send' }>;

async function report(
  trx: Parameters<typeof settleMessage>[0],
  context: Parameters<typeof settleMessage>[1],
  deps: MessagingDeps,
  claim: SendClaim,
  said: ProviderAnswer,
): Promise<DeliveryAnswer | 'again'> {
  const { message, token } = claim;
  const provider = providerOf(deps, message);
  switch (said.kind) {
    case 'accepted': {
      const status = await settleMessage(trx, context, { message, status: 'sent', provider, providerId: said.providerId, token });
      return { kind: 'done', status };
    }
    case 'refused': {
      const status = await settleMessage(trx, context, { message, status: 'failed', reason: said.reason, provider, token });
      return { kind: 'done', status };
    }
    case 'unknown':
      if (message.consentClass === 'transactional') break;
      return {
        kind: 'done',
        status: await settleMessage(trx, context, { message, status: 'unknown', reason: said.reason, provider, token }),
      };
    case 'retry':
      break;
  }
  await releaseMessage(trx, context, { id: message.id, token, reason: said.reason });
  return 'again';
}

function answerOf(claim: Exclude<Claim, SendClaim>): DeliveryAnswer {
  if (claim.kind === 'later') return { kind: 'later', until: claim.until.toISOString(), why: claim.why };
  return claim;
}

/** The provider's own time-outs should come first; this one keeps the promise that the lease is longer. */
async function within(limitMs: number, sending: Promise<ProviderAnswer>): Promise<ProviderAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ProviderAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unknown', reason: `No answer within ${Math.round(limitMs / 1000)} seconds.` }), limitMs);
  });
  try {
    return await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}

function mailOf(message: MessageRow, tenantId: string, mailFrom: string): OutgoingMail {
  const html = message.body ?? '';
  return {
    messageId: message.messageId ?? `<${message.id}@cadenza.invalid>`,
    tenantId,
    from: message.fromAddress ?? mailFrom,
    replyTo: message.replyTo,
    to: { name: message.toName, address: message.toAddress },
    subject: message.subject ?? '',
    html,
    text: message.bodyText ?? convert(html, { wordwrap: 100 }),
    automatic: message.runId !== null,
  };
}
