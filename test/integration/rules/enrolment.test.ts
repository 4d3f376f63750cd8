import { describe, expect, it } from 'vitest';
import type { EnrollmentRule } from '../../../domain/automation/definition/definition.ts';
import { enrol } from '../../../commands/automations/enrol.ts';
import { cancelRun } from '../../../commands/runs/cancel.ts';
import { flushEvents } from '../../../commands/lib/flush-events.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import type { Actor } from './world.ts';
import { command, enrolByHand, newLead, publish, relayAll, rows, rulesFile, runsOf, segment, somebodyWaits } from './world.ts';

// Enrolment, by whomever, decides under an advisory lock on (automation, key); a unique index on active runs stands behind it:
//
//   one   lock key ─ "has it been enrolled?" no ─ run ─── commit
//   two        lock key (waits) ────────────────────────────┴─ "has it been enrolled?" yes: rejected

const file = rulesFile();
type Rule = 'in force' | 'taken out';

const byHand = (enrollment: Partial<EnrollmentRule> = {}) =>
  definition([step('rest', 'wait.duration')], {
    trigger: { id: 'start', type: 'trigger.manual', config: {} },
    enrollment: { filter: null, key: 'record', reenroll: 'never', whileActive: 'ignore', ...enrollment },
  });

describe('two enrolments of one key at once', () => {
  async function bothAtOnce(rule: Rule, enrollment: Partial<EnrollmentRule>): Promise<{ runs: number; rules: readonly string[] }> {
    const world = await file.tenant();
    const lead = await newLead(world);
    const { automationId } = await publish(world, byHand(enrollment));
    const [one, two] = [file.actor(), file.actor()];
    if (rule === 'taken out') two.seam.rewrite(/pg_advisory_xact_lock\(hashtextextended\(name, 0\)\)/, 'name');
    const commit = one.seam.stopBefore(/^commit/i);
    const first = enrolByHand(world, automationId, lead, one.db);
    await commit.reached;
    const second = enrolByHand(world, automationId, lead, two.db);
    await Promise.race([second, somebodyWaits(world.db)]);
    commit.letGo();
    const results = await Promise.all([first, second]);
    return { runs: (await runsOf(world, lead)).length, rules: results.flatMap((result) => result.rejected.map((no) => no.rule)) };
  }

  it('make one run where one at a time may be active', async () => {
    expect(await bothAtOnce('in force', {})).toEqual({ runs: 1, rules: ['active'] });
  });

  it('make one run where a key may enter once ever, also beside others', async () => {
    expect(await bothAtOnce('in force', { whileActive: 'beside' })).toEqual({ runs: 1, rules: ['already_enrolled'] });
  });

  it('would both enter without the lock', async () => {
    expect(await bothAtOnce('taken out', { whileActive: 'beside' })).toEqual({ runs: 2, rules: [] });
  });

  it('meet the unique index where code forgets the lock', async () => {
    const world = await file.tenant();
    const lead = await newLead(world);
    const { automationId } = await publish(world, byHand());
    const careless = file.actor();
    careless.seam
      .rewrite(/pg_advisory_xact_lock\(hashtextextended\(name, 0\)\)/, 'name')
      .rewrite(/limit 1\), false\) as active/, 'limit 1), false) and false as active')
      .rewrite(/limit 1\) is not null as before/, 'limit 1) is not null and false as before');
    await enrolByHand(world, automationId, lead);
    await expect(enrolByHand(world, automationId, lead, careless.db)).rejects.toThrow('runs_one_active_per_key');
    expect(await runsOf(world, lead)).toHaveLength(1);
  });
});

describe('an enrolment while the run of its key ends', () => {
  //  segment   ends the run ─ lock key ─────── commit
  //  enrolment           lock key (waits) ────────┴─ active? no: the next run
  it('decides after the end and makes the next run', async () => {
    const world = await file.tenant();
    const lead = await newLead(world);
    const nothingToDo = definition([step('tag', 'record.add_tag')], {
      trigger: { id: 'start', type: 'trigger.manual', config: {} },
      enrollment: { filter: null, key: 'record', reenroll: 'after_end', whileActive: 'ignore' },
    });
    const { automationId } = await publish(world, nothingToDo);
    await enrolByHand(world, automationId, lead);
    const [run] = await runsOf(world, lead);
    const [shell, admin] = [file.actor(), file.actor()];
    const commit = shell.seam.stopBefore(/^commit/i);
    const ending = segment(world, run?.id ?? '', { db: shell.db });
    await commit.reached;
    const next = enrolByHand(world, automationId, lead, admin.db);
    await Promise.race([next, somebodyWaits(world.db)]);
    commit.letGo();
    await ending;
    expect((await next).rejected).toEqual([]);
    expect((await runsOf(world, lead)).map((one) => one.status)).toEqual(['succeeded', 'queued']);
  });
});

describe('a person cancels a run while its segment ends it', () => {
  //  segment   lock key ─ lock run ─ … ends ─────────── commit
  //  cancel         lock key (waits) ─────────────────────┴─ lock run: it has ended
  async function both(rule: Rule): Promise<{ said: string; repeated: boolean }> {
    const world = await file.tenant();
    const lead = await newLead(world);
    const { automationId } = await publish(
      world,
      definition([step('tag', 'record.add_tag')], { trigger: { id: 'start', type: 'trigger.manual', config: {} } }),
    );
    await enrolByHand(world, automationId, lead);
    const [run] = await runsOf(world, lead);
    const [shell, admin] = [file.actor(), file.actor()];
    if (rule === 'taken out') {
      // As it would be if the segment took the key at its end: the run's row first, then the key.
      shell.seam
        .rewrite(/pg_advisory_xact_lock\(hashtextextended\(k\.name, 0\)\) from/, 'k.name from')
        .rewrite(
          /^update runs r set state/,
          () =>
            `select pg_advisory_xact_lock(hashtextextended('${world.tenantId}:run:${automationId}/${lead}', 0)); update runs r set state`,
        );
    }
    const write = shell.seam.stopBefore(/update runs r set state/);
    const ending = segment(world, run?.id ?? '', { db: shell.db });
    await write.reached;
    const cancelling = command(admin.db, world, (trx, context) => cancelRun(trx, context, { id: run?.id ?? '' })).then(
      () => 'cancelled',
      (error: Error) => error.message,
    );
    await somebodyWaits(world.db);
    write.letGo();
    await ending;
    return {
      said: await cancelling,
      repeated: shell.seam.count(/update runs r set state/) + admin.seam.count(/for no key update of r/) > 2,
    };
  }

  it('waits for the key before it waits for the run', async () => {
    expect(await both('in force')).toEqual({ said: 'The run has ended.', repeated: false });
  });

  it('would wait in a circle if the segment took the key last', async () => {
    expect((await both('taken out')).repeated).toBe(true);
  });
});

describe('the guards against circles', () => {
  const often = definition([step('tag', 'record.add_tag', { tags: ['again'] })], {
    trigger: { id: 'start', type: 'trigger.event', config: { events: ['lead.updated'], changes: [] } },
    enrollment: { filter: null, key: 'record', reenroll: 'always', whileActive: 'beside' },
    settings: { timeZone: 'tenant', onError: 'hold', loopGuard: { max: 2, perHours: 1 } },
  });

  async function updated(world: World, lead: string, db: Actor['db'], depth = 0, times = 1): Promise<void> {
    for (let n = 0; n < times; n++) {
      await command(db, world, async (trx, context) => {
        const automatic = { ...context, cause: { depth } };
        automatic.record({ type: 'lead.updated', subject: { type: 'lead', id: lead }, after: { score: n } });
        await flushEvents(trx, automatic);
      });
    }
  }

  async function entered(rule: Rule, depth = 0): Promise<{ runs: number; rules: readonly string[] }> {
    const world = await file.tenant();
    await publish(world, often);
    const lead = await newLead(world);
    await updated(world, lead, world.db, depth, 4);
    const relay = file.actor();
    if (rule === 'taken out')
      relay.seam.rewrite(/count\(\*\)::int/, '(0 * count(*))::int').rewrite(/e\.cause,/, `'{"depth":0}'::jsonb as cause,`);
    while ((await rows(world, 'select 1 from outbox')).length > 0) await relayTurn(relay.db, world.tenantId, 1);
    const rejections = await rows<{ rule: string }>(world, 'select rule from rejections order by slot');
    return { runs: (await runsOf(world, lead)).length, rules: rejections.map((row) => row.rule) };
  }

  it('let a record in as often as the automation allows', async () => {
    expect(await entered('in force')).toEqual({ runs: 2, rules: ['loop_rate', 'loop_rate'] });
  });

  it('would let it in without end', async () => {
    expect(await entered('taken out')).toEqual({ runs: 4, rules: [] });
  });

  it('count a whole turn of the relay too', async () => {
    const world = await file.tenant();
    await publish(world, often);
    const lead = await newLead(world);
    await updated(world, lead, world.db, 0, 4);
    await relayAll(world);
    expect(await runsOf(world, lead)).toHaveLength(2);
  });

  //  one    key A, record ─ "in how often?" 0 ─ run ─── commit
  //  two         key B, record (waits) ──────────────────┴─ "in how often?" 1: rejected
  async function ofTwoKeys(rule: Rule): Promise<number> {
    const world = await file.tenant();
    const once = { ...often, trigger: { id: 'start', type: 'trigger.event' as const, config: { events: ['lead.updated'], changes: [] } } };
    const drawn = {
      ...once,
      enrollment: { ...often.enrollment, key: 'event.data.n' },
      settings: { ...often.settings, loopGuard: { max: 1, perHours: 1 } },
    };
    const { automationId } = await publish(world, drawn);
    const lead = await newLead(world);
    const [version] = await rows<{ plan_hash: string; plan: never }>(
      world,
      'select p.hash as plan_hash, p.plan from plans p join automation_versions v on v.plan_hash = p.hash where v.automation_id = ?',
      [automationId],
    );
    const live = { automationId, name: 'x', version: 1, planHash: version?.plan_hash ?? '', plan: version?.plan as never, paused: false };
    const enter = (db: Actor['db'], n: string, id: string) =>
      command(db, world, (trx, context) => {
        const subject = { type: 'lead' as const, id: lead };
        const event = {
          id,
          tenantId: world.tenantId,
          type: 'lead.updated' as const,
          subject,
          data: { n },
          actor: { kind: 'system' as const, name: 'test' },
          cause: { depth: 0 },
          occurredAt: new Date().toISOString(),
        };
        return enrol(trx, context, [{ live, subject, source: 'event', event }]);
      });
    const [one, two] = [file.actor(), file.actor()];
    if (rule === 'taken out') two.seam.rewrite(/pg_advisory_xact_lock\(hashtextextended\(name, 0\)\)/, 'name');
    const commit = one.seam.stopBefore(/^commit/i);
    const first = enter(one.db, 'a', '1000001');
    await commit.reached;
    const second = enter(two.db, 'b', '1000002');
    await Promise.race([second, somebodyWaits(world.db)]);
    commit.letGo();
    await Promise.all([first, second]);
    return (await runsOf(world, lead)).length;
  }

  it('count a record whatever the keys, also when two enter at once', async () => {
    expect(await ofTwoKeys('in force')).toBe(1);
  });

  it('would both let in, each under its own key', async () => {
    expect(await ofTwoKeys('taken out')).toBe(2);
  });

  it('stop a chain of causes that got too deep', async () => {
    expect(await entered('in force', 9)).toEqual({ runs: 0, rules: Array.from({ length: 4 }, () => 'cause_depth') });
  });

  it('carry the depth from an event through a run to the events it makes', async () => {
    const world = await file.tenant();
    await publish(world, often);
    const lead = await newLead(world);
    await updated(world, lead, world.db, 3);
    await relayAll(world);
    const [run] = await runsOf(world, lead);
    await segment(world, run?.id ?? '');
    const causes = await rows<{ cause: { depth: number; runId?: string } }>(world, `select cause from events where actor ->> 'runId' = ?`, [
      run?.id,
    ]);
    expect(causes.length).toBeGreaterThan(0);
    expect(causes.every(({ cause }) => cause.depth === 3 && cause.runId === run?.id)).toBe(true);
  });
});
