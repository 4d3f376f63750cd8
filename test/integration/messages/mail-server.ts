import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What the server does with a message: takes it, answers with a code, or cuts the connection after it has the contents. */
export type Manner = 'accept' | 450 | 550 | 'cut';

export interface MailServer {
  readonly url: string;
  /** Message-IDs of what it took (also of what it then cut off), in order. */
  readonly taken: readonly string[];
  readonly mails: readonly string[];
  /** The manners of the next messages; when they are used up, everything is accepted. */
  readonly behave: (...manners: readonly Manner[]) => void;
  /** Until this resolves, the server has the contents and does not answer. */
  readonly stall: (until: Promise<unknown>) => void;
  readonly close: () => Promise<void>;
}

/** A real SMTP server that misbehaves on demand. */
export async function startMailServer(): Promise<MailServer> {
  const taken: string[] = [];
  const mails: string[] = [];
  const manners: Manner[] = [];
  let stalled: Promise<unknown> = Promise.resolve();
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      stream.on('end', () => {
        void stalled.then(() => {
          const manner = manners.shift() ?? 'accept';
          if (typeof manner === 'number') {
            const error = Object.assign(new Error(manner === 450 ? 'Mailbox busy' : 'No such mailbox'), { responseCode: manner });
            return done(error);
          }
          taken.push(/^message-id:\s*(\S+)/im.exec(text)?.[1] ?? '(none)');
          mails.push(text);
          if (manner === 'cut') for (const socket of sockets) socket.destroy();
          else done();
        });
      });
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server that listens has an address of this kind.
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    mails,
    behave: (...next) => void manners.push(...next),
    stall: (until) => {
      stalled = until;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
