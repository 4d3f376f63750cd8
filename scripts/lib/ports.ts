import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Whether a server may listen on this port of 127.0.0.1 right now. */
export async function isPortFree(port: number, host = HOST): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port nobody listens on, chosen by the operating system. */
export async function anyFreePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: HOST }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return reject(new Error('No port was given to a TCP server.'));
      server.close(() => resolve(address.port));
    });
  });
}

/** The wanted port, or the next free one after it (0 means any). */
export async function freePortFrom(wanted: number, host = HOST): Promise<number> {
  if (wanted === 0) return await anyFreePort();
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port += 1) {
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`None of the ports ${wanted} to ${wanted + 99} is free.`);
}
