import { join } from 'node:path';
import { settingsOf } from './engine/turns.ts';
import { benchmark } from './lib/benchmark.ts';
import { rounded } from './lib/figures.ts';
import { sqliteBytes } from './lib/sqlite-size.ts';
import type { Stage } from './lib/stage.ts';
import { setStage } from './lib/stage.ts';
import { startWorkerProcess } from './lib/worker-process.ts';
import { crowdOf, startWaiting } from './waiting/crowd.ts';

const usual = { small: 1_000, large: 10_000 };
type StorageSizes = typeof usual;

interface Bytes {
  readonly temporal: number;
  readonly postgres: number;
}

/** What a run costs while it does nothing but wait. */
export const storageBenchmark = benchmark({
  tells: 'bytes per waiting run in Temporal and in PostgreSQL, beside a workflow that does nothing but wait',
  usual,
  measure: async (sizes, say) => {
    const bare = { small: await perRun('bareWait', sizes.small, say), large: await perRun('bareWait', sizes.large, say) };
    const engine = { small: await perRun('engineWait', sizes.small, say), large: await perRun('engineWait', sizes.large, say) };
    const row = (size: keyof StorageSizes) => {
      const toBare = rounded(engine[size].temporal / bare[size].temporal);
      return { waiting: sizes[size], bare: bare[size].temporal, temporal: engine[size].temporal, toBare, postgres: engine[size].postgres };
    };
    const bytesPerWaitingRun = [row('small'), row('large')];
    return {
      report: { bytesPerWaitingRun },
      head: ['waiting', 'bare, Temporal', 'engine, Temporal', 'to bare', 'engine, PostgreSQL'],
      rows: bytesPerWaitingRun.map((one) => [one.waiting, one.bare, one.temporal, one.toBare, one.postgres]),
      goals: bytesPerWaitingRun.flatMap((one) => [
        { what: `bytes in Temporal per run, ${one.waiting} waiting, compared with bare`, figure: one.toBare, wanted: { atMost: 1.5 } },
        { what: `bytes in PostgreSQL per run, ${one.waiting} waiting`, figure: one.postgres, wanted: { atMost: 4_096 } },
      ]),
    };
  },
});

/** On servers of its own, so that nothing another variant left behind is in the way. */
async function perRun(variant: 'bareWait' | 'engineWait', count: number, say: (line: string) => void): Promise<Bytes> {
  const stage = await setStage();
  const stops: (() => Promise<void>)[] = [];
  try {
    const crowd = await crowdOf(stage, variant, count);
    const inAMonth = Date.now() + 30 * 86_400_000;
    await crowd.setDeadlines(() => inAMonth);
    const listener = { waits: crowd.oneWaits, ended: () => undefined, broke: (error: Error) => crowd.scene.ends.fail(error) };
    for (const process of ['automation', 'bulk'])
      stops.push((await startWorkerProcess('engine-worker.ts', [process], settingsOf(stage), listener)).stop);
    const before = await taken(stage);
    await startWaiting(stage, crowd, () => crowd.whenWaiting(count));
    const after = await taken(stage);
    const bytes = {
      temporal: Math.round((after.temporal - before.temporal) / count),
      postgres: Math.round((after.postgres - before.postgres) / count),
    };
    say(`${variant}, ${count} waiting: ${bytes.temporal} bytes each in Temporal, ${bytes.postgres} in PostgreSQL`);
    return bytes;
  } finally {
    await Promise.all(stops.map((stop) => stop()));
    await stage.close();
  }
}

/** Tables and indexes with what they have not given back yet; events, which are there without a run, too, are left out. */
async function taken(stage: Stage): Promise<Bytes> {
  await stage.look('vacuum analyze');
  const [row] = await stage.look<{ bytes: string }>(
    `select sum(pg_total_relation_size(oid))::text as bytes from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^(events|feed|event_links)'`,
  );
  return { temporal: sqliteBytes(join(stage.folder, 'temporal.db')), postgres: Number(row?.bytes ?? 0) };
}
