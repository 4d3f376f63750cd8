import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { httpCodeSender } from './http-codes.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const code = { messageId: 'm-1', tenantId: 't', channel: 'sms', to: '+4917012345', text: '123456 is your code' } as const;

async function providerThat(answers: (request: IncomingMessage, response: ServerResponse, body: unknown) => void): Promise<string> {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => answers(request, response, JSON.parse(text)));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const sender = (url: string, timeoutMs = 5_000) =>
  httpCodeSender({ url, key: 'secret', from: { sms: 'Cadenza', whatsapp: '4915550000' }, timeoutMs });

it('hands an SMS and a WhatsApp message over as the provider has them', async () => {
  const seen: unknown[] = [];
  const url = await providerThat((request, response, body) => {
    seen.push([request.url, request.headers.authorization, body]);
    response.end(JSON.stringify({ messages: [{ messageId: 'p-1', status: { groupName: 'PENDING' } }] }));
  });
  expect(await sender(url).sendCode(code)).toEqual({ kind: 'accepted', providerId: 'p-1' });
  await sender(url).sendCode({ ...code, channel: 'whatsapp' });
  expect(seen).toEqual([
    [
      '/sms/2/text/advanced',
      'App secret',
      { messages: [{ from: 'Cadenza', destinations: [{ to: '4917012345', messageId: 'm-1' }], text: code.text }] },
    ],
    ['/whatsapp/1/message/text', 'App secret', { from: '4915550000', to: '4917012345', messageId: 'm-1', content: { text: code.text } }],
  ]);
});

it('tells refusals from what passes, and silence from both', async () => {
  const answering = async (status: number, body: string) =>
    sender(await providerThat((_request, response) => response.writeHead(status).end(body))).sendCode(code);
  expect(await answering(401, '{"requestError":"bad key"}')).toEqual({ kind: 'refused', reason: expect.stringContaining('bad key') });
  expect((await answering(429, '')).kind).toBe('retry');
  expect((await answering(503, '')).kind).toBe('retry');
  const rejected = JSON.stringify({ messages: [{ status: { groupName: 'REJECTED', description: 'no such network' } }] });
  expect(await answering(200, rejected)).toEqual({ kind: 'refused', reason: 'REJECTED: no such network' });
  expect(await answering(200, 'not JSON')).toEqual({ kind: 'accepted', providerId: 'm-1' });
  const silent = await providerThat(() => undefined);
  expect((await sender(silent, 100).sendCode(code)).kind).toBe('unknown');
  expect((await sender('http://127.0.0.1:9').sendCode(code)).kind).not.toBe('accepted');
});
