import { describe, expect, it } from 'vitest';
import { runName } from '../../../commands/automations/lib/write-enrolments.ts';
import { createCompany } from '../../../commands/companies/create-company.ts';
import { createContact } from '../../../commands/contacts/create-contact.ts';
import { mergeRecords } from '../../../commands/duplicates/merge-records.ts';
import { convertLead } from '../../../commands/leads/convert-lead.ts';
import { lockName } from '../../../commands/lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../../../commands/lib/context.ts';
import { updatePolicy } from '../../../commands/qualification/update-policy.ts';
import { createOrFind } from '../../../commands/records/create-or-find.ts';
import { defaultPolicy } from '../../../domain/leads/qualification-policy.ts';
import type { World } from '../../factories/index.ts';
import { definition, step } from '../../factories/definitions.ts';
import {
  command,
  inSeconds,
  newLead,
  publish,
  relayAll,
  rows,
  rulesFile,
  runOf,
  runsOf,
  segment,
  somebodyWaits,
  timerOf,
} from '../rules/world.ts';

const file = rulesFile();
const waiting = definition(
  [
    step('wait', 'wait.duration', { duration: { amount: 2, unit: 'days', business: false } }),
    step('tag', 'record.add_tag', { tags: ['waited'] }),
  ],
  { exit: [] },
);

/** Begins `second` while `first` has done its work and not committed yet, and gives what `second` came to. */
async function whileOpen<T>(
  world: World,
  first: (trx: TenantTrx, context: CommandContext) => Promise<unknown>,
  second: (trx: TenantTrx, context: CommandContext) => Promise<T>,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  let begun: Promise<T> | undefined;
  await command(world.db, world, async (trx, context) => {
    await first(trx, context);
    begun = command(world.db, world, second);
    await somebodyWaits(world.db);
    await meanwhile();
  });
  if (begun === undefined) throw new Error('the second never began');
  return begun;
}

describe('a step that makes a record unless there is one', () => {
  it.each([
    ['contact', 'e-mail', { email: 'dana@acme.example' }],
    ['contact', 'phone', { firstName: 'Dana', phone: '+12125550177' }],
    ['company', 'domain', { name: 'Acme', domain: 'acme.example' }],
  ] as const)('waits for a person who makes the %s with the same %s at this moment, and finds it', async (type, _, patch) => {
    const world = await file.tenant();
    const make = type === 'contact' ? createContact : createCompany;
    const found = await whileOpen(
      world,
      (trx, context) => make(trx, context, patch),
      (trx, context) => createOrFind(trx, context, { type, patch, onDuplicate: 'use', stageId: null }),
    );
    expect(found.outcome).toBe('existing');
    expect(await rows(world, `select id from ${type === 'contact' ? 'contacts' : 'companies'}`)).toEqual([{ id: found.id }]);
  });

  it('does not wait for somebody else', async () => {
    const world = await file.tenant();
    await command(world.db, world, async (trx, context) => {
      await createContact(trx, context, { email: 'dana@acme.example' });
      const other = await command(world.db, world, (inner, own) =>
        createOrFind(inner, own, { type: 'contact', patch: { email: 'omar@acme.example' }, onDuplicate: 'use', stageId: null }),
      );
      expect(other.outcome).toBe('created');
    });
  });
});

describe('a lead that is merged or converted while its run moves', () => {
  async function aRun(world: World) {
    const { automationId } = await publish(world, waiting);
    const id = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, id);
    const answer = await segment(world, run.id);
    return { id, answer, runId: run.id, name: runName(automationId, id) };
  }
  /** Nobody holds the lead: whoever has the run may go on to it. */
  const leadIsFree = (world: World, id: string) => async () => {
    await command(world.db, world, (trx) => trx.raw('select 1 from leads where id = ? for no key update nowait', [id]));
  };

  it('says so on the page of a run that comes to it too late', async () => {
    const world = await file.tenant();
    const { id, answer, runId } = await aRun(world);
    const winner = await newLead(world);
    // As if the run had been enrolled at the very moment of the merge.
    await command(world.db, world, (trx) => trx.raw('update leads set archived_at = now(), merged_into_id = ? where id = ?', [winner, id]));
    await segment(world, runId, { happened: timerOf(answer), ...inSeconds(3 * 86_400) });
    expect(await runOf(world, id)).toMatchObject({ status: 'exited', reason: 'The record was merged into another one.' });
  });

  it('is locked after the key of the run, by a merge', async () => {
    const world = await file.tenant();
    const { id, name } = await aRun(world);
    const winner = await newLead(world);
    await relayAll(world);
    const merged = await whileOpen(
      world,
      (trx) => lockName(trx, name),
      (trx, context) => mergeRecords(trx, context, { type: 'lead', winnerId: winner, loserId: id }),
      leadIsFree(world, id),
    );
    expect(merged.moved.endedRuns).toBe(1);
    // What the loser went through counts for the winner, whose own run goes on.
    expect((await runsOf(world, winner)).map((run) => run.status).toSorted()).toEqual(['exited', 'queued']);
  });

  it('is locked after the key of the run, by a conversion', async () => {
    const world = await file.tenant();
    const { id, name } = await aRun(world);
    const policy = { ...defaultPolicy, requireQualified: false };
    await command(world.db, world, (trx, context) => updatePolicy(trx, context, { policy, expectedVersion: 0 }));
    const converted = await whileOpen(
      world,
      (trx) => lockName(trx, name),
      (trx, context) => convertLead(trx, context, { id, contact: { create: { firstName: 'Dana' } }, company: null, deal: null }),
      leadIsFree(world, id),
    );
    expect(converted.exitedRuns).toBe(1);
  });
});
