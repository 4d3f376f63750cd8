import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StaleQueries } from './stale-queries.ts';

let client: QueryClient;
let stale: StaleQueries;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  stale = new StaleQueries(client);
});
afterEach(() => {
  stale.stop();
  client.clear();
  vi.useRealTimers();
});

/** A query somebody looks at; each answer comes when the test lets it. */
function watched(key: string) {
  const answers: ((value: string) => void)[] = [];
  const queryFn = () => new Promise<string>((resolve) => answers.push(resolve));
  const observer = new QueryObserver(client, { queryKey: [key, 'list'], queryFn });
  observer.subscribe(() => undefined);
  return { answers, shown: () => observer.getCurrentResult().data };
}

it('asks again, once, for what came within a moment', async () => {
  const tasks = watched('tasks');
  tasks.answers[0]?.('none');
  await vi.advanceTimersByTimeAsync(0);
  stale.add(['tasks']);
  stale.add(['tasks', 'leads']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(tasks.answers).toHaveLength(2);
});

it('asks again for a first load that was under way, as soon as it has come', async () => {
  const tasks = watched('tasks');
  stale.add(['tasks']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tasks.answers).toHaveLength(1);
  tasks.answers[0]?.('none');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(tasks.answers).toHaveLength(2);
  tasks.answers[1]?.('one');
  await vi.advanceTimersByTimeAsync(2_000);
  expect([tasks.shown(), tasks.answers.length]).toEqual(['one', 2]);
});

it('leaves others alone', async () => {
  const leads = watched('leads');
  leads.answers[0]?.('none');
  await vi.advanceTimersByTimeAsync(0);
  stale.add(['tasks']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(leads.answers).toHaveLength(1);
});
