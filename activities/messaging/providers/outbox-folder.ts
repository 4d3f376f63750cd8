import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailProvider } from '../provider.ts';

/** Without a mail server, mail goes to a folder, one JSON file a message, and is shown on a page. A repeated message replaces itself. */
export function outboxFolderProvider(folder: string, now: () => Date = () => new Date()): MailProvider {
  return {
    name: 'outbox-folder',
    send: async (mail) => {
      await mkdir(folder, { recursive: true });
      const name = `${createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32)}.json`;
      const content = {
        messageId: mail.messageId,
        tenantId: mail.tenantId,
        from: mail.from,
        to: mail.to.address,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        sentAt: now().toISOString(),
      };
      // A reader never sees half a file.
      const draft = join(folder, `.${name}.${process.pid}`);
      await writeFile(draft, JSON.stringify(content, null, 2));
      await rename(draft, join(folder, name));
      return { kind: 'accepted', providerId: name };
    },
    close: () => Promise.resolve(),
  };
}
