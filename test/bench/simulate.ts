import { createApp } from '../../api/app.ts';
import type { Simulation } from '../../api/contracts/simulations.ts';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import { definition, step } from '../factories/definitions.ts';
import { depsOn, listen, signUp } from './lib/api.ts';
import type { SignedUp } from './lib/api.ts';
import { benchmark } from './lib/benchmark.ts';
import { median, rounded } from './lib/figures.ts';
import type { Stage } from './lib/stage.ts';
import { setStage } from './lib/stage.ts';

const usual = { records: 1_000, days: 90, rounds: 5 };
type SimulateSizes = typeof usual;

/** A simulation as the builder asks for it, over HTTP and with records from the database. */
export const simulateBenchmark = benchmark({
  tells: 'a simulation of twenty steps over real records and ninety days, asked over HTTP',
  usual,
  measure: async (sizes, say) => {
    const stage = await setStage();
    const ends: (() => Promise<void>)[] = [];
    try {
      const deps = depsOn(stage);
      ends.push(() => deps.live.close());
      const api = await listen(createApp(deps), ends);
      const person = await signUp(api);
      await seedLeads(stage, person, sizes.records);
      const automation = (await post(api, person, '/v1/automations', { definition: quarter() })) as { id: string };
      say(`simulating ${sizes.records} records over ${sizes.days} days`);
      const took: number[] = [];
      let steps = 0;
      for (let round = 0; round < sizes.rounds; round += 1) {
        const begun = performance.now();
        steps = stepsIn(await post(api, person, `/v1/automations/${automation.id}/simulate`, question(sizes, round)));
        took.push((performance.now() - begun) / 1_000);
      }
      const seconds = rounded(median(took));
      return {
        report: { records: sizes.records, steps, seconds },
        head: ['records', 'days', 'steps taken', 'p50 s'],
        rows: [[sizes.records, sizes.days, steps, seconds]],
        goals: [{ what: 'a simulation in seconds', figure: seconds, wanted: { atMost: 10 } }],
      };
    } finally {
      for (const end of ends.reverse()) await end();
      await stage.close();
    }
  },
});

/** Twenty steps over a quarter: a message, a rest, a task, six times. */
function quarter(): AutomationDefinition {
  const turns = Array.from({ length: 6 }, (_, turn) => [
    step(`mail${turn}`, 'message.email'),
    step(`rest${turn}`, 'wait.duration', { duration: { amount: 14, unit: 'days' } }),
    step(`task${turn}`, 'record.create_task', { title: 'Call {{lead.firstName}}', kind: 'follow_up', due: null }),
  ]).flat();
  return definition(
    [
      step('score', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 40 } }] }),
      step('tag', 'record.add_tag', { tags: ['quarter'] }),
      ...turns,
    ],
    { name: 'A quarter' },
  );
}

function question({ records, days }: SimulateSizes, seed: number): object {
  const reaction = (to: string, hours: number, probability: number, event: string) => ({
    to,
    after: { amount: hours, unit: 'hours' },
    probability,
    event,
  });
  const reactions = [reaction('message', 5, 0.5, 'touch.logged'), reaction('task', 30, 0.7, 'task.completed')];
  return { records: { newest: records }, scenario: { days, seed, reactions }, timelines: 200 };
}

/** How many steps it took in all; throws unless every record went through every step. */
function stepsIn(answer: unknown): number {
  const { totals } = answer as Simulation;
  if (totals.notReached.length > 0) throw new Error(`Not reached: ${totals.notReached.join(', ')}`);
  return Object.values(totals.outcomes).reduce((sum, outcomes) => sum + Object.values(outcomes).reduce((a, b) => a + b, 0), 0);
}

async function post(api: string, person: SignedUp, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${api}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${person.token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function seedLeads(stage: Stage, person: SignedUp, count: number): Promise<unknown> {
  return stage.look(
    `insert into leads (tenant_id, id, first_name, last_name, email, source, owner_user_id)
     select $1, gen_random_uuid(), 'Kim', 'Doe ' || n, 'kim' || n || '@example.com', 'web', $2 from generate_series(1, $3::int) as n`,
    [person.tenantId, person.userId, count],
  );
}
