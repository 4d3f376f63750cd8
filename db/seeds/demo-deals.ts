import { createCompany } from '../../commands/companies/create-company.ts';
import { createContact } from '../../commands/contacts/create-contact.ts';
import { createDeal } from '../../commands/deals/create-deal.ts';
import { moveDeal } from '../../commands/deals/move-deal.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { createTask } from '../../commands/tasks/create-task.ts';
import { completeTask } from '../../commands/tasks/complete-task.ts';
import { Pipeline } from '../models/crm.ts';
import { demoCompanies, demoContacts, demoDeals } from './demo-data.ts';
import { demoEmail, demoPhone, hoursAgo, hoursAhead, letHappen } from './demo-world.ts';
import type { DemoWorld, Happening } from './demo-world.ts';

/** Companies with their people, deals on their way through the stages, and the tasks around them. */
export async function tellOfDeals(trx: TenantTrx, world: DemoWorld): Promise<void> {
  const companies: string[] = [];
  const contacts: string[] = [];
  await letHappen(
    trx,
    world,
    demoCompanies.map((company, index) => ({
      at: hoursAgo(world, 470 - index),
      by: 'manager',
      work: async (inner, context) => {
        companies.push((await createCompany(inner, context, { ...company, ownerUserId: world.people.manager })).id);
      },
    })),
  );
  await letHappen(
    trx,
    world,
    demoContacts.map(({ company, owner, ...person }, index) => ({
      at: hoursAgo(world, 460 - index),
      by: owner,
      work: async (inner, context) => {
        const domain = demoCompanies[company]?.domain ?? 'example.com';
        const fields = { ...person, companyId: companies[company], ownerUserId: world.people[owner] };
        const made = await createContact(inner, context, {
          ...fields,
          email: demoEmail(person.firstName, person.lastName, domain),
          phone: demoPhone(80 + index),
        });
        contacts.push(made.id);
      },
    })),
  );
  await deals(trx, world, companies, contacts);
}

async function deals(trx: TenantTrx, world: DemoWorld, companies: readonly string[], contacts: readonly string[]): Promise<void> {
  const pipeline = await Pipeline.query(trx).where('is_default', true).withGraphFetched('stages').first();
  const stages = [...(pipeline?.stages ?? [])].sort((a, b) => a.position - b.position);
  const happenings = demoDeals.flatMap((deal): Happening[] => {
    const opened = deal.opened * 24;
    const about = { id: '' };
    const target = stages.findIndex((stage) => stage.name === deal.stage);
    const way = stages.filter((stage, index) => index > 0 && index <= target && (stage.kind === 'open' || index === target));
    return [
      {
        at: hoursAgo(world, opened),
        by: deal.owner,
        work: async (inner, context) => {
          const made = await createDeal(inner, context, {
            name: deal.name,
            amountMinor: deal.amountMinor,
            companyId: companies[deal.company],
            contactId: contacts[deal.contact],
            ownerUserId: world.people[deal.owner],
            expectedCloseOn: hoursAhead(world, deal.closes * 24)
              .toISOString()
              .slice(0, 10),
          });
          about.id = made.id;
        },
      },
      ...way.map(
        (stage, index): Happening => ({
          at: hoursAgo(world, opened - ((index + 1) * (opened - 6)) / (way.length + 1)),
          by: deal.owner,
          work: (inner, context) =>
            moveDeal(inner, context, { id: about.id, stageId: stage.id, reason: stage.kind === 'lost' ? (deal.lostReason ?? null) : null }),
        }),
      ),
      ...(target >= 0 && stages[target]?.kind === 'open' ? [taskOf(world, deal, about)] : []),
    ];
  });
  await letHappen(trx, world, [...happenings, ...routine(world)]);
}

function taskOf(world: DemoWorld, deal: (typeof demoDeals)[number], about: { readonly id: string }): Happening {
  const urgent = deal.closes < 7;
  return {
    at: hoursAgo(world, 5),
    by: deal.owner,
    work: (trx, context) =>
      createTask(trx, context, {
        title: urgent ? `Call about the contract: ${deal.name}` : `Prepare the offer: ${deal.name}`,
        priority: urgent ? 'urgent' : 'medium',
        dueAt: hoursAhead(world, urgent ? -20 : 2 + deal.closes * 3),
        records: [{ type: 'deal', id: about.id }],
        quiet: true,
      }),
  };
}

/** What the team did besides, so that "done today" and "this week" are not empty. */
function routine(world: DemoWorld): readonly Happening[] {
  const done = { id: '' };
  const make = (title: string, by: Happening['by'], made: number, due: number, priority: 'low' | 'medium' | 'high'): Happening => ({
    at: hoursAgo(world, made),
    by,
    work: async (trx, context) => {
      const task = await createTask(trx, context, { title, priority, dueAt: hoursAhead(world, due), quiet: true });
      done.id = task.id;
    },
  });
  return [
    make('Update the price list', 'rep', 60, -26, 'high'),
    make('Write the monthly report', 'manager', 50, 30, 'medium'),
    make('Order samples for the fair', 'ines', 44, 50, 'low'),
    make('Read the notes of the team meeting', 'rep', 3, -1, 'low'),
    { at: hoursAgo(world, 1), by: 'rep', work: (trx, context) => completeTask(trx, context, { id: done.id, outcome: 'Done' }) },
  ];
}
