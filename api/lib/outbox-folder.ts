import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { OutboxMail } from '../contracts/outbox.ts';

const storedMail = z.object({
  messageId: z.string(),
  tenantId: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  html: z.string().nullish(),
  text: z.string().nullish(),
  sentAt: z.iso.datetime(),
});

// The folder is for trying things out; beyond this many files only the newest are looked at.
const maxFiles = 5_000;

/** The tenant's mail in the folder, newest first. Files that are no mail are passed over. */
export async function readOutbox(
  folder: string,
  wanted: { tenantId: string; limit: number; to: string | undefined },
): Promise<OutboxMail[]> {
  const names = await newestFiles(folder);
  const mails: OutboxMail[] = [];
  for (const name of names) {
    const mail = await readMail(join(folder, name));
    if (mail === null || mail.tenantId !== wanted.tenantId) continue;
    if (wanted.to !== undefined && !mail.to.toLowerCase().includes(wanted.to.toLowerCase())) continue;
    mails.push({
      messageId: mail.messageId,
      from: mail.from,
      to: mail.to,
      subject: mail.subject,
      html: mail.html ?? null,
      text: mail.text ?? null,
      sentAt: mail.sentAt,
    });
    if (mails.length === wanted.limit) break;
  }
  return mails;
}

async function newestFiles(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // No mail yet, no folder yet.
    return [];
  }
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .map(async (name) => ({
        name,
        at: await stat(join(folder, name)).then(
          (found) => found.mtimeMs,
          () => 0,
        ),
      })),
  );
  return files
    .sort((a, b) => b.at - a.at)
    .slice(0, maxFiles)
    .map((file) => file.name);
}

async function readMail(path: string): Promise<z.output<typeof storedMail> | null> {
  try {
    const parsed = storedMail.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // Removed or replaced while we looked.
    return null;
  }
}
