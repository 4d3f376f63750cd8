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

/** 5xx answers are final. Silence after the message was handed over is not known to be one or the other; anything else may pass another time. */
function answerOf(error: unknown): ProviderAnswer {
  const reason = error instanceof Error ? error.message.slice(0, 500) : 'unknown error';
  const said = typeof error === 'object' && error !== null ? error : {};
  const code = 'responseCode' in said ? Number(said.responseCode) : 0;
  if (code >= 500 && !('code' in said && said.code === 'EAUTH')) return { kind: 'refused', reason };
  if (code === 0 && 'command' in said && said.command === 'DATA') return { kind: 'unknown', reason };
  return { kind: 'retry', reason };
}
