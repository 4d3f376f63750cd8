import type { OneTimeCodeSender } from '../provider.ts';
import { outboxFolderProvider } from './outbox-folder.ts';

const names = { sms: 'SMS', whatsapp: 'WhatsApp' } as const;

/** Without a provider, codes lie where mail does that has no server: in a folder, shown on the page of the outbox. */
export function codeFolderSender(folder: string): OneTimeCodeSender {
  const mail = outboxFolderProvider(folder);
  return {
    name: mail.name,
    sendCode: ({ messageId, tenantId, channel, to, text }) =>
      mail.send({
        messageId,
        tenantId,
        from: `Cadenza (${names[channel]})`,
        replyTo: null,
        to: { name: null, address: to },
        subject: `${names[channel]} with a code`,
        html: '',
        text,
        automatic: false,
      }),
  };
}
