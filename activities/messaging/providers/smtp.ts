import nodemailer from 'nodemailer';
import type { SendMailOptions } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool/index.js';
import { type MailProvider, type OutgoingMail, type ProviderAnswer, providerTimeoutMs } from '../provider.ts';

/** A mail server, by a pool of connections. */
export function smtpProvider(url: string): MailProvider {
  const transport = nodemailer.createTransport(poolOptions(new URL(url)));
  return {
    name: 'smtp',
    send: async (mail) => {
      try {
        const sent = await transport.sendMail(smtpMessage(mail));
        return { kind: 'accepted', providerId: sent.response.slice(0, 200) };
      } catch (error) {
        return answerOf(error);
      }
    },
    close: () => Promise.resolve(transport.close()),
  };
}

function poolOptions(url: URL): SMTPPool.Options {
  const secure = url.protocol === 'smtps:';
  const limit = providerTimeoutMs / 3;
  return {
    pool: true,
    maxConnections: 5,
    // Whether a message may be sent again is our decision, not the pool's.
    maxRequeues: 0,
    host: url.hostname,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: limit,
    greetingTimeout: limit,
    socketTimeout: limit,
  };
}

export function smtpMessage(mail: OutgoingMail): SendMailOptions {
  return {
    messageId: mail.messageId,
    from: mail.from,
    ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
    to: mail.to.name === null ? mail.to.address : { name: mail.to.name, address: mail.to.address },
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: mail.automatic ? { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } : {},
    // What a template says must never make the server open a file or address of its own.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * 5xx answers are final; other answers may pass another time. Silence is `unknown`, because nobody can say whether the server
 * had the message already, unless the connection never came about.
 */
function answerOf(error: unknown): ProviderAnswer {
  const reason = error instanceof Error ? error.message.slice(0, 500) : 'unknown error';
  const said = typeof error === 'object' && error !== null ? error : {};
  const answer = 'responseCode' in said ? Number(said.responseCode) : 0;
  const code = 'code' in said ? String(said.code) : '';
  if (answer >= 500 && code !== 'EAUTH') return { kind: 'refused', reason };
  if (answer > 0 || neverConnected.has(code) || ('syscall' in said && said.syscall === 'connect')) return { kind: 'retry', reason };
  return { kind: /^(Connection timeout|Greeting never received)/.test(reason) ? 'retry' : 'unknown', reason };
}

const neverConnected = new Set(['EDNS', 'ETLS', 'EAUTH', 'ENOAUTH', 'EENVELOPE']);
