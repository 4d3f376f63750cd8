import { eventually } from './until.ts';

export interface SseEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: { readonly type?: string; readonly [key: string]: unknown };
}

export interface SseReader {
  readonly events: readonly SseEvent[];
  readonly status: number;
  readonly headers: Headers;
  /** Whether the server has ended the stream. */
  readonly ended: () => boolean;
  /** Waits for a business event of this type that `matches`. */
  readonly next: (type: string, matches?: (event: SseEvent) => boolean) => Promise<SseEvent>;
  readonly close: () => void;
}

/** Reads a stream of server-sent events as a browser does. */
export async function readSse(url: string, headers: Record<string, string>): Promise<SseReader> {
  const stop = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal });
  const events: SseEvent[] = [];
  let ended = false;
  const reading = async (): Promise<void> => {
    let buffer = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      buffer += decoder.decode(chunk, { stream: true });
      for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
        const event = parse(buffer.slice(0, end));
        if (event !== null) events.push(event);
        buffer = buffer.slice(end + 2);
      }
    }
  };
  reading()
    .catch(() => undefined)
    .finally(() => (ended = true));
  return {
    events,
    status: response.status,
    headers: response.headers,
    ended: () => ended,
    next: (type, matches = () => true) =>
      eventually(`a live event ${type}`, () => events.find((event) => event.data.type === type && matches(event))),
    close: () => stop.abort(),
  };
}

function parse(block: string): SseEvent | null {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
  const data = fields.get('data');
  if (data === undefined) return null;
  return { id: fields.get('id') ?? null, event: fields.get('event') ?? 'message', data: JSON.parse(data) };
}
