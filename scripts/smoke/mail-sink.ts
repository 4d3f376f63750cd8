import type { AddressInfo } from 'node:net';
import { until } from '../lib/process-control.ts';
import { SMTPServer } from 'smtp-server';

export interface MailSink {
  readonly url: string;
  /** Message-ID -> how often it came. */
  readonly seen: ReadonlyMap<string, number>;
  /** Waits until `count` different messages have come, and counts from nothing again. */
  readonly afterFirst: (count: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A real SMTP server that takes everything and counts Message-IDs. */
export async function startMailSink(): Promise<MailSink> {
  const seen = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      let head = '';
      stream.on('data', (chunk: Buffer) => {
        if (head.length < 64_000) head += chunk.toString('latin1');
      });
      stream.on('end', () => {
        const id = /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? '(none)';
        seen.set(id, (seen.get(id) ?? 0) + 1);
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server that listens has an address of this kind.
  const { port } = server.server.address() as AddressInfo;
  const afterFirst = async (count: number): Promise<void> => {
    if (!(await until(() => seen.size >= count, 60_000))) throw new Error(`Only ${seen.size} of ${count} messages came within a minute.`);
    seen.clear();
  };
  return { url: `smtp://127.0.0.1:${port}`, seen, afterFirst, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
