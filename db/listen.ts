import pg from 'pg';

export interface ListenOptions {
  readonly url: string;
  readonly channel: string;
  readonly onNotify: (payload: string) => void;
  /** Told when the connection comes and goes; while it is away nothing is heard and the caller has to look by itself. */
  readonly onChange: (connected: boolean) => void;
}

const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** Listens to a channel on one direct connection of its own (a pooler in between would swallow notifications), and comes back after a loss. */
export function listen(options: ListenOptions): { readonly close: () => Promise<void> } {
  const channel = pg.escapeIdentifier(options.channel);
  let closed = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;

  const lost = (): void => {
    if (client === null) return;
    client.removeAllListeners();
    // Ending a broken connection may fail again, which tells nothing new.
    client.on('error', () => undefined);
    void client.end().catch(() => undefined);
    client = null;
    options.onChange(false);
    if (closed) return;
    timer = setTimeout(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  const connect = (): void => {
    const fresh = new pg.Client({ connectionString: options.url, application_name: 'cadenza: live', keepAlive: true });
    client = fresh;
    fresh.on('error', lost);
    fresh.on('end', lost);
    fresh.on('notification', (message) => options.onNotify(message.payload ?? ''));
    fresh
      .connect()
      .then(() => fresh.query(`listen ${channel}`))
      .then(() => {
        pauseMs = firstPauseMs;
        options.onChange(true);
      })
      .catch(lost);
  };

  connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      const last = client;
      client = null;
      last?.removeAllListeners();
      last?.on('error', () => undefined);
      await last?.end().catch(() => undefined);
    },
  };
}
