/** One event as `/v1/live` sends it. */
export interface LiveEvent {
  readonly type: string;
  readonly position: string;
  readonly subject?: { readonly type: string; readonly id: string };
  readonly related?: readonly { readonly type: string; readonly id: string }[];
  readonly occurredAt?: string;
  readonly data?: unknown;
}

/** `waiting`: not yet connected; `lost`: nothing heard for too long, what is shown may be old. */
export type LiveStatus = 'waiting' | 'live' | 'lost';

type Message =
  | { kind: 'event'; event: LiveEvent }
  | { kind: 'status'; status: LiveStatus; since: number }
  | { kind: 'hello' }
  | { kind: 'refused' };

interface Listener {
  event(event: LiveEvent): void;
  status(status: LiveStatus, since: number): void;
  /** The stream is back after a gap that could not be bridged: everything may be stale. */
  gap(): void;
  /** The API does not answer with a stream: the session may have ended. */
  refused(): void;
}

const silenceMs = 10_000;
const channelName = 'cadenza.live';

/**
 * One stream per browser: the tab that holds the lock reads `/v1/live` and hands every event to the others.
 * When it closes, the lock goes to the next tab, which reads on.
 */
export class LiveStream {
  private readonly channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(channelName) : undefined;
  private readonly stop = new AbortController();
  private source: EventSource | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private status: LiveStatus = 'waiting';
  private lastEventId = '';
  private wasLost = false;
  private readonly url: string;
  private readonly listener: Listener;

  constructor(url: string, listener: Listener) {
    this.url = url;
    this.listener = listener;
  }

  start(): void {
    this.channel?.addEventListener('message', (message: MessageEvent<Message>) => this.hear(message.data));
    this.channel?.postMessage({ kind: 'hello' } satisfies Message);
    this.watchSilence();
    if (!('locks' in navigator)) return this.connect();
    navigator.locks
      .request(channelName, { signal: this.stop.signal }, async () => {
        // Granted after this tab let go: waiting for an abort that has been would hold the lock for ever.
        if (this.stop.signal.aborted) return;
        this.connect();
        await new Promise<void>((resolve) => this.stop.signal.addEventListener('abort', () => resolve(), { once: true }));
      })
      .catch(() => undefined); // Aborted while it waited for its turn: the tab is going away.
  }

  close(): void {
    this.stop.abort();
    this.source?.close();
    this.channel?.close();
    clearTimeout(this.silence);
    clearTimeout(this.retry);
  }

  private connect(): void {
    if (this.stop.signal.aborted) return;
    const url = this.lastEventId === '' ? this.url : `${this.url}?lastEventId=${encodeURIComponent(this.lastEventId)}`;
    const source = new EventSource(url, { withCredentials: true });
    this.source = source;
    source.addEventListener('open', () => this.say('live'));
    // Named `event`: a business event. Named `ping`: only a sign of life. Unnamed ones are read the same way.
    for (const name of ['message', 'event']) source.addEventListener(name, (message) => this.receive(message));
    source.addEventListener('ping', () => this.say('live'));
    source.addEventListener('reset', () => this.listener.gap());
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return; // The browser itself tries again, with Last-Event-ID.
      this.refuse();
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.connect(), 3_000);
    });
  }

  /** All tabs of the browser share the session: what one is told concerns the others. */
  private refuse(): void {
    this.channel?.postMessage({ kind: 'refused' } satisfies Message);
    this.listener.refused();
  }

  private receive(message: MessageEvent<string>): void {
    this.say('live');
    let event: LiveEvent;
    try {
      event = JSON.parse(message.data) as LiveEvent;
    } catch {
      return;
    }
    this.lastEventId = message.lastEventId || this.lastEventId;
    const told = { ...event, position: this.lastEventId };
    this.channel?.postMessage({ kind: 'event', event: told } satisfies Message);
    this.listener.event(told);
  }

  private hear(message: Message): void {
    if (message.kind === 'hello') {
      if (this.source) this.channel?.postMessage({ kind: 'status', status: this.status, since: Date.now() } satisfies Message);
      return;
    }
    if (message.kind === 'refused') {
      this.listener.refused();
      return;
    }
    if (message.kind === 'event') {
      this.change('live');
      this.lastEventId = message.event.position || this.lastEventId;
      this.listener.event(message.event);
    } else this.change(message.status);
  }

  private say(status: LiveStatus): void {
    this.change(status);
    this.channel?.postMessage({ kind: 'status', status, since: Date.now() } satisfies Message);
  }

  private change(status: LiveStatus): void {
    this.watchSilence();
    if (status === this.status) return;
    this.status = status;
    if (status === 'lost') this.wasLost = true;
    if (status === 'live' && this.wasLost) {
      this.wasLost = false;
      this.listener.gap();
    }
    this.listener.status(status, Date.now());
  }

  private watchSilence(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.change('lost');
      if (this.source) this.channel?.postMessage({ kind: 'status', status: 'lost', since: Date.now() } satisfies Message);
    }, silenceMs);
  }
}
