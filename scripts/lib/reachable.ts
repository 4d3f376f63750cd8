import { connect } from 'node:net';

/** Whether a host answers on port 443, within three seconds: so that being offline costs moments, not time-outs. */
export async function reachable(host: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port: 443, timeout: 3_000 });
    const answer = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => answer(true));
    socket.once('timeout', () => answer(false));
    socket.once('error', () => answer(false));
  });
}
