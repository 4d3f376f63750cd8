import { describe, expect, it } from 'vitest';
import { mergeRecords } from '../../../commands/duplicates/merge-records.ts';
import { undoMerge } from '../../../commands/duplicates/undo-merge.ts';
import { aCompany } from '../../factories/index.ts';
import { command, rows, rulesFile } from '../rules/world.ts';
import { aDecision } from './world.ts';

// A merge changes the deals of the record that goes: none of them while somebody has to decide about it.

const file = rulesFile();

/** A deal of one of two companies, with a decision pending about it. */
async function lockedDeal() {
  const asked = await aDecision(file.db());
  const [loser, winner] = [await aCompany(asked.world, { name: 'Acme' }), await aCompany(asked.world, { name: 'Acme Inc' })];
  const set = (values: string, companyId: string) =>
    command(asked.world.db, asked.world, (trx) =>
      trx.raw(`update deals set company_id = ?${values} where id = ?`, [companyId, asked.dealId]),
    );
  const merge = () =>
    command(asked.world.db, asked.world, (trx, context) =>
      mergeRecords(trx, context, { type: 'company', winnerId: winner.id, loserId: loser.id }),
    );
  const companyOf = async () => (await rows<{ company_id: string }>(asked.world, 'select company_id from deals'))[0]?.company_id;
  return { ...asked, loser, winner, set, merge, companyOf };
}

describe('two companies of which one has a deal that waits for an approval', () => {
  it('are not merged until it has been decided', async () => {
    const { loser, winner, set, merge, companyOf } = await lockedDeal();
    await set('', loser.id);
    await expect(merge()).rejects.toMatchObject({ code: 'locked', message: 'Deal is locked while approval is pending.' });
    expect(await companyOf()).toBe(loser.id);
    await set(', locked = false', loser.id);
    await merge();
    expect(await companyOf()).toBe(winner.id);
  });

  it('are taken apart again, but the deal stays and that is told', async () => {
    const { world, loser, winner, set, merge, companyOf } = await lockedDeal();
    await set(', locked = false', loser.id);
    const { mergeId } = await merge();
    await set(', locked = true', winner.id);
    const { notUndone } = await command(world.db, world, (trx, context) => undoMerge(trx, context, { id: mergeId }));
    expect(notUndone).toMatchObject([{ what: 'link', detail: 'An approval of the deal is pending: it stays as it is.' }]);
    expect(await companyOf()).toBe(winner.id);
  });
});
