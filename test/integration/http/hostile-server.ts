import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface OtherSystem {
  /** With the host `localhost`, whose name is looked up. */
  readonly url: string;
  readonly port: number;
  readonly seen: readonly Seen[];
  /** How the next requests are answered; the last one stays. */
  readonly answers: (...answers: readonly Answer[]) => void;
  readonly stop: () => Promise<void>;
}

export type Answer = (response: ServerResponse, request: Seen) => void;

export const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
  };

/** Begins an answer and then says no more. */
export const halts: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
};

/** Never stops answering. */
export const endless: Answer = (response) => {
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
  };
  response.writeHead(200).on('drain', more);
  more();
};

export const breaksOff: Answer = (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"id"');
  setImmediate(() => response.destroy());
};

/** Another system on this machine, which does what a test tells it to. */
export async function otherSystem(): Promise<OtherSystem> {
  const seen: Seen[] = [];
  let queue: readonly Answer[] = [json({})];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const said = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString(),
      };
      seen.push(said);
      const [answer, ...rest] = queue;
      if (rest.length > 0) queue = rest;
      answer?.(response, said);
    });
    response.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has such an address
  return {
    url: `http://localhost:${port}`,
    port,
    seen,
    answers: (...answers) => {
      queue = answers;
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
