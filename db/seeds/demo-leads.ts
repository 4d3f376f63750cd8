import { logActivity } from '../../commands/activities/log-activity.ts';
import { createLeads } from '../../commands/leads/create-leads.ts';
import { updateLead } from '../../commands/leads/update-lead.ts';
import { updateQualification } from '../../commands/qualification/update-qualification.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { createNote } from '../../commands/notes/create-note.ts';
import { addTags } from '../../commands/tags/add-tag.ts';
import { completeTask } from '../../commands/tasks/complete-task.ts';
import { createTask } from '../../commands/tasks/create-task.ts';
import type { TouchOutcome } from '../../domain/records/touch-rules.ts';
import { demoLeads, demoNewLeads } from './demo-data.ts';
import type { DemoLead } from './demo-data.ts';
import { demoEmail, demoPhone, hourMs, hoursAgo, hoursAhead, letHappen } from './demo-world.ts';
import type { DemoWorld, Happening } from './demo-world.ts';

/** Leads of the last weeks with what happened to each. */
export async function tellOfLeads(trx: TenantTrx, world: DemoWorld): Promise<void> {
  await letHappen(
    trx,
    world,
    demoLeads.flatMap((lead, index) => storyOf(world, lead, index)),
  );
}

function storyOf(world: DemoWorld, lead: DemoLead, index: number): readonly Happening[] {
  const about = { id: '' };
  const record = () => ({ type: 'lead', id: about.id }) as const;
  const after = (hours: number) => hoursAgo(world, Math.max(lead.arrived - hours, 0.1 + index / 100));
  const step = (hours: number, work: Happening['work']): Happening => ({ at: after(hours), by: lead.owner, work });
  const next = { taskId: '' };
  const touch = (hours: number, outcome: TouchOutcome, body: string, nextStep: string, dueAt: Date): Happening =>
    step(hours, async (trx, context) => {
      const nextStepDueAt = new Date(Math.max(dueAt.getTime(), context.now.getTime() + hourMs));
      const logged = await logActivity(trx, context, { type: 'call', outcome, body, nextStep, nextStepDueAt, records: [record()] });
      next.taskId = logged.followUpTask?.id ?? '';
    });
  /** The step planned by the touch before is done. */
  const nextStepDone = (hours: number) => step(hours, (trx, context) => completeTask(trx, context, { id: next.taskId, outcome: 'Done' }));
  const arrival: Happening = {
    at: hoursAgo(world, lead.arrived),
    by: 'manager',
    work: async (trx, context) => {
      about.id = await arrive(trx, context, lead, index, world);
    },
  };
  const firstTouch = (dueAfterHours: number) =>
    step(0.2, (trx, context) =>
      createTask(trx, context, {
        title: `First touch: ${lead.name.join(' ')}`,
        kind: 'first_touch',
        priority: lead.score > 60 ? 'high' : 'medium',
        dueAt: new Date(context.now.getTime() + dueAfterHours * hourMs),
        ownerUserId: world.people[lead.owner],
        records: [record()],
        quiet: true,
      }),
    );
  // What is still to be done is spread around now: a little of it late, most of it soon.
  const soon = hoursAhead(world, [-18, 3, 27, 51, 98][index % 5] ?? 24);
  const reached = touch(4, 'connected', 'Knows us from a colleague, wants prices for the spring.', 'Send the price list', soon);
  const missed = touch(3, 'voicemail', 'Left a message and the direct number.', 'Call again', soon);
  const patch = (hours: number, fields: Record<string, unknown>) =>
    step(hours, (trx, context) => updateLead(trx, context, { id: about.id, patch: fields }));
  switch (lead.story) {
    case 'untouched':
      return [arrival];
    case 'overdue':
      return [arrival, firstTouch(6)];
    case 'tried':
      return [arrival, firstTouch(6), missed];
    case 'connected':
      return [arrival, firstTouch(6), missed, nextStepDone(25), { ...reached, at: after(26) }];
    case 'qualified':
      return [
        arrival,
        firstTouch(6),
        reached,
        step(29, (trx, context) => updateQualification(trx, context, { id: about.id, factors: provenFactors })),
        patch(30, { status: 'qualified', score: lead.score, qualificationNotes: 'Has budget this year and knows what to replace.' }),
        step(31, (trx, context) => addTags(trx, context, { record: record(), names: ['hot'] })),
        step(32, (trx, context) =>
          createNote(trx, context, {
            record: record(),
            body: 'Budget is approved for this year. Decides together with the head of operations.',
          }),
        ),
      ];
    case 'nurture':
      return [
        arrival,
        firstTouch(6),
        reached,
        nextStepDone(27),
        patch(28, { status: 'nurture', followUpAt: hoursAhead(world, (5 + (index % 20)) * 24) }),
      ];
    case 'disqualified':
      return [
        arrival,
        firstTouch(6),
        touch(5, 'connected', 'Looks for a rental, which we do not offer.', 'Close the lead', soon),
        nextStepDone(6),
        patch(7, { status: 'disqualified', statusReason: 'Needs what we do not sell' }),
      ];
  }
}

/** What reps write down of a lead that is worth an offer. */
const provenFactors = {
  budget: { claim: 'yes', source: 'call', note: 'Approved for this year' },
  problem: { claim: 'yes', source: 'meeting' },
  timeline: { claim: 'partial', source: 'email' },
  icpFit: { claim: 'yes', source: 'website' },
} as const;

async function arrive(
  trx: TenantTrx,
  context: Parameters<Happening['work']>[1],
  lead: DemoLead,
  index: number,
  world: DemoWorld,
): Promise<string> {
  const [firstName, lastName] = lead.name;
  const [made] = await createLeads(trx, context, [
    {
      firstName,
      lastName,
      email: demoEmail(firstName, lastName, 'example.com'),
      phone: demoPhone(index),
      companyName: lead.company,
      jobTitle: lead.jobTitle,
      source: lead.source,
      score: lead.score,
      ownerUserId: world.people[lead.owner],
      routingReason: 'Round robin among the team',
    },
  ]);
  if (made?.outcome !== 'created') throw new Error(`the demo lead ${firstName} ${lastName} was not created`);
  return made.lead.id;
}

/** Leads that arrive now: the automations take them up as soon as the relay runs. */
export async function newLeadsArrive(trx: TenantTrx, world: DemoWorld): Promise<void> {
  const arrivals = demoNewLeads.map(
    (lead, index): Happening => ({
      at: hoursAgo(world, (demoNewLeads.length - index) / 1000),
      by: 'manager',
      work: (inner, context) =>
        createLeads(inner, context, [
          { ...lead, email: demoEmail(lead.firstName, lead.lastName, 'example.org'), phone: demoPhone(60 + index) },
        ]),
    }),
  );
  await letHappen(trx, world, arrivals);
}
