import { describe, expect, it } from 'vitest';
import { pauseAutomation } from '../../../commands/automations/pause.ts';
import { publishAutomation } from '../../../commands/automations/publish.ts';
import { releaseAll, resumeAutomation } from '../../../commands/automations/resume.ts';
import { saveDraft } from '../../../commands/automations/save-draft.ts';
import { relayTurn } from '../../../workers/relay/turn.ts';
import type { World } from '../../factories/index.ts';
import { definition, step } from '../../factories/definitions.ts';
import { eventually } from '../../helpers/until.ts';
import type { Actor } from './world.ts';
import { command, newLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf } from './world.ts';

// Every writing transaction holds the tenant's lock shared; publish, pause, resume and archive take it exclusively to flip:
//
//   writer   shared ── reads the state ── acts on it ── commit
//   flip              exclusive (waits, by short tries) ──────┴─ flip, note the event number ─ commit

const file = rulesFile();
type Rule = 'in force' | 'taken out';

const tags = definition([step('tag', 'record.add_tag', { tags: ['seen'] })]);

function withoutTenantLock(actor: Actor): Actor {
  actor.seam.rewrite(/pg_(try_)?advisory_xact_lock_shared\(hashtextextended\('tenant:[^)]*\)\)/, 'true');
  return actor;
}

function actorUnder(rule: Rule): Actor {
  return rule === 'taken out' ? withoutTenantLock(file.actor()) : file.actor();
}

/** Lets the flip begin, waits until it has either happened or has been turned away twice, then lets the writer commit. */
async function flipMeanwhile<T>(flipper: Actor, flip: Promise<T>, letGo: () => void): Promise<T> {
  const turnedAway = eventually('the flip has been tried twice', () => flipper.seam.count(/pg_advisory_xact_lock\(/) >= 2);
  await Promise.race([flip, turnedAway]);
  letGo();
  return flip;
}

function pause(world: World, id: string, flipper: Actor) {
  return command(flipper.db, world, (trx, context) => pauseAutomation(trx, context, { id }), { door: 'exclusive' });
}

async function resume(world: World, id: string, flipper: Actor): Promise<number> {
  await command(flipper.db, world, (trx, context) => resumeAutomation(trx, context, { id, catchUp: 'now' }), { door: 'exclusive' });
  return releaseAll(flipper.db, { tenantId: world.tenantId, actor: { kind: 'system', name: 'test' } }, id);
}

async function publishAgain(world: World, id: string, flipper: Actor, nodes = tags.nodes) {
  const draft = definition(nodes, { name: 'Second' });
  await command(world.db, world, (trx, context) => saveDraft(trx, context, { id, definition: draft }));
  return publishAutomation(flipper.db, { tenantId: world.tenantId, actor: { kind: 'system', name: 'test' } }, { id });
}

describe('publish against a command in flight', () => {
  //  command   lead, event n ─────────────────── commit
  //  publish         opened at m: whatever is before m has been committed and can be seen by whoever looks back
  async function unseenBefore(rule: Rule): Promise<number> {
    const world = await file.tenant();
    const { automationId } = await publish(world, tags);
    const [person, admin] = [actorUnder(rule), file.actor()];
    const commit = person.seam.stopBefore(/^commit/i);
    const lead = newLead(world, person.db);
    await commit.reached;
    let seen: readonly { id: string }[] = [];
    const look = (openedAt: string) => rows<{ id: string }>(world, 'select id::text from events where id < ?', [openedAt]);
    const published = publishAgain(world, automationId, admin).then(async (done) => {
      seen = await look(done.openedAtEvent);
      return done;
    });
    const { openedAtEvent } = await flipMeanwhile(admin, published, commit.letGo);
    await lead;
    return (await look(openedAtEvent)).length - seen.length;
  }

  it('leaves nothing in flight behind the number it opens at', async () => {
    expect(await unseenBefore('in force')).toBe(0);
  });

  it('would overlook records made before it without the lock', async () => {
    expect(await unseenBefore('taken out')).toBeGreaterThan(0);
  });
});

describe('publish against the relay', () => {
  // however far the relay is behind: an event belongs to the version that was open at its number
  it('gives events before the flip to the old version and events after it to the new one', async () => {
    const world = await file.tenant();
    const { automationId } = await publish(world, tags);
    const before = await newLead(world);
    await publishAgain(world, automationId, file.actor());
    const after = await newLead(world);
    await relayAll(world);
    expect([(await runOf(world, before)).version, (await runOf(world, after)).version]).toEqual([1, 2]);
  });

  it('would give them all to the new version if numbers did not decide', async () => {
    const world = await file.tenant();
    const { automationId } = await publish(world, tags);
    const before = await newLead(world);
    await publishAgain(world, automationId, file.actor());
    const relay = file.actor();
    relay.seam.rewrite(/v\.opened_at_event::text, v\.closed_at_event::text/, `'0' as opened_at_event, v.closed_at_event::text`);
    relay.seam.rewrite(/and \(v\.closed_at_event is null or [^]*?\)\)/, 'and v.closed_at_event is null');
    await relayAll(world, relay.db);
    expect((await runOf(world, before)).version).toBe(2);
  });

  it('starts nothing for an event before the first version, and nothing for one after the archive', async () => {
    const world = await file.tenant();
    const early = await newLead(world);
    await publish(world, tags);
    await relayAll(world);
    expect(await rows(world, 'select 1 from runs where subject_id = ?', [early])).toEqual([]);
  });
});

describe('pause against a segment in flight', () => {
  //  segment   "is it active?" yes ── tags the lead ─────── commit
  //  pause                    returns: from here on no step is executed
  async function stepsAfterPause(rule: Rule): Promise<{ atPause: readonly string[]; atLast: readonly string[] }> {
    const world = await file.tenant();
    const { automationId } = await publish(world, tags);
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    const [shell, admin] = [actorUnder(rule), file.actor()];
    const commit = shell.seam.stopBefore(/^commit/i);
    const working = segment(world, run.id, { db: shell.db });
    await commit.reached;
    const paused = pause(world, automationId, admin).then(() => stepsOf(world, run.id));
    const atPause = await flipMeanwhile(admin, paused, commit.letGo);
    await working;
    return { atPause, atLast: await stepsOf(world, run.id) };
  }

  it('waits for the step in hand, and nothing happens after it', async () => {
    const { atPause, atLast } = await stepsAfterPause('in force');
    expect(atPause).toEqual(['tag done next']);
    expect(atLast).toEqual(atPause);
  });

  it('would return while a step is still being done without the lock', async () => {
    const { atPause, atLast } = await stepsAfterPause('taken out');
    expect(atPause).toEqual([]);
    expect(atLast).toEqual(['tag done next']);
  });
});

describe('resume against the relay in flight', () => {
  //  relay    "paused?" yes ── run held ──────────────── commit
  //  resume           active, releases the held runs: this one among them
  async function heldForEver(rule: Rule): Promise<string> {
    const world = await file.tenant();
    const { automationId } = await publish(world, tags);
    const admin = file.actor();
    await pause(world, automationId, file.actor());
    const lead = await newLead(world);
    const relay = actorUnder(rule);
    const commit = relay.seam.stopBefore(/^commit/i);
    const relaying = relayTurn(relay.db, world.tenantId, 200);
    await commit.reached;
    await flipMeanwhile(admin, resume(world, automationId, admin), commit.letGo);
    await relaying;
    await relayAll(world);
    return (await runOf(world, lead)).status;
  }

  it('releases the run that the relay was making', async () => {
    expect(await heldForEver('in force')).toBe('running');
  });

  it('would leave it held for ever without the lock', async () => {
    expect(await heldForEver('taken out')).toBe('held');
  });
});

describe('the exclusive lock', () => {
  it('is taken by short tries, so that other writers do not queue behind whoever waits for it', async () => {
    const world = await file.tenant();
    const { automationId } = await publish(world, tags);
    const [person, admin, other] = [file.actor(), file.actor(), file.actor()];
    const commit = person.seam.stopBefore(/^commit/i);
    const slow = newLead(world, person.db);
    await commit.reached;
    const paused = pause(world, automationId, admin);
    // Commits of others go through while the slow one keeps the pause waiting.
    await newLead(world, other.db);
    await newLead(world, other.db);
    expect(await rows(world, `select 1 from automations where status = 'paused'`)).toEqual([]);
    commit.letGo();
    await Promise.all([slow, paused]);
    expect(await rows(world, `select 1 from automations where status = 'paused'`)).toHaveLength(1);
  });
});
