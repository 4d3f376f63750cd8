import { testVault } from '../helpers/vault.ts';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Database } from '../../db/connection.ts';
import { createDatabase } from '../../db/connection.ts';
import type { JsonObject } from '../../domain/json.ts';
import { aTenant } from '../factories/index.ts';
import type { World } from '../factories/index.ts';
import { startApi } from '../helpers/api.ts';
import type { TestApi } from '../helpers/api.ts';
import type { Engine, EngineOptions } from '../helpers/engine.ts';
import { startEngine } from '../helpers/engine.ts';
import type { TestTemporal } from '../helpers/temporal.ts';
import { startTemporal } from '../helpers/temporal.ts';
import { eventually } from '../helpers/until.ts';
import type { RunSeen } from '../integration/rules/world.ts';
import { rows, stepsOf } from '../integration/rules/world.ts';

export interface House {
  readonly api: () => TestApi;
  readonly db: () => Database;
  readonly temporal: () => TestTemporal;
  readonly tenant: () => Promise<World>;
}

/** Everything that runs in production, for one test file: API, relay, dispatcher and workers on the real servers. */
export function house(options: Partial<Pick<EngineOptions, 'dispatcher'>> & { readonly mail?: boolean } = {}): House {
  let api: TestApi;
  let db: Database;
  let temporal: TestTemporal;
  let engine: Engine;
  beforeAll(async () => {
    api = await startApi();
    db = createDatabase({ vault: testVault, url: api.database.url, poolSize: 40, applicationName: 'house' });
    temporal = await startTemporal();
    const { mail, ...rest } = options;
    engine = await startEngine({ db, temporal, ...rest, ...(mail === true ? { mailFolder: `${api.folder}/outbox` } : {}) });
  });
  afterAll(async () => {
    await engine.stop();
    await temporal.close();
    await db.close();
    await api.stop();
    expect(engine.errors).toEqual([]);
  });
  return { api: () => api, db: () => db, temporal: () => temporal, tenant: () => aTenant(db) };
}

/** The record's only run, once it has come so far. */
export function runReaches(world: World, subjectId: string, status: string): Promise<RunSeen> {
  return eventually(`the run is ${status}`, async () => {
    const found = await rows<RunSeen>(world, 'select * from runs where subject_id = ?', [subjectId]);
    if (found.length > 1) throw new Error(`the record has ${found.length} runs`);
    const [run] = found;
    if (run !== undefined && run.status !== status && ended.includes(run.status)) {
      throw new Error(`the run is ${run.status} (${run.reason}): ${(await stepsOf(world, run.id)).join(', ')}`);
    }
    return run?.status === status ? run : null;
  });
}

const ended = ['succeeded', 'failed', 'cancelled', 'exited', 'held'];

/** What the shell of a run says when it is asked: the workflow on the server, not the row. */
export async function shellOf({ temporal }: House, world: World, run: RunSeen): Promise<string> {
  const id = `automation/${world.tenantId}/${run.automation_id}/${run.id}/${run.incarnation}`;
  const answer: unknown = await temporal().client.workflow.getHandle(id).result();
  return String(answer);
}

/** What a step was given. */
export async function inputsOf(world: World, runId: string, step: string): Promise<JsonObject | undefined> {
  return (await rows<{ inputs: JsonObject }>(world, 'select inputs from steps where run_id = ? and step = ?', [runId, step]))[0]?.inputs;
}
