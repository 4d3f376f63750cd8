import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { listMyAbsences } from '../../api/contracts/working-hours.ts';
import { accessible, fits, picture } from './lib/looks.ts';
import { phone, Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const screens = new Screens(inject('instance').urls.app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

test('an admin sets the hours and a holiday of the workspace and of a team, and a rep says when they are away', async () => {
  const acme = await aWorkspace(screens.base);
  const ann = await acme.person('rep', 'Ann Lee');
  const bob = await acme.person('rep', 'Bob Ray');
  await acme.team('Night', [ann]);

  const admin = await screens.as(acme.admin, '/settings/calendars');
  const monday = admin.getByRole('group', { name: 'Monday' });
  await monday.getByLabel('Monday to').first().fill('12:00');
  await monday.getByRole('button', { name: 'Add open time on Monday' }).click();
  await monday.getByLabel('Monday to').nth(1).fill('17:30');
  await admin.getByRole('button', { name: 'Add a day' }).click();
  await admin.getByLabel('Date').fill('2031-12-24');
  await admin.getByLabel('Name').fill('Christmas Eve');
  await admin.getByLabel('Open for a part of the day').check();
  expect(await accessible(admin)).toEqual([]);
  await picture(admin, 'calendars-1440');
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByText('Saved.').first().waitFor();
  await admin.reload();
  expect(await admin.getByRole('group', { name: 'Monday' }).getByLabel('Monday to').nth(1).inputValue()).toBe('17:30');

  // A week without any open time is refused in words, and nothing is lost.
  const team = await screens.as(acme.admin, '/settings/teams');
  await team.getByRole('link', { name: 'Night' }).click();
  const panel = team.getByRole('dialog');
  await panel.getByText('The hours of the workspace count.').waitFor();
  await panel.getByRole('button', { name: 'Set own hours' }).click();
  for (const day of ['Monday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
    await panel
      .getByRole('button', { name: `Remove open time on ${day}` })
      .first()
      .click();
  await panel.getByRole('button', { name: 'Save' }).last().click();
  await panel.getByText('At least one day of the week must have open hours.').first().waitFor();
  await panel.getByRole('button', { name: 'Add open time on Sunday' }).click();
  await panel.getByRole('button', { name: 'Save' }).last().click();
  await team.getByText('Saved.').first().waitFor();
  expect(await accessible(team)).toEqual([]);
  await picture(team, 'team-hours-1440');

  // On a phone, and with somebody to stand in.
  const page = await screens.as(ann, '/settings/me', phone);
  await page.getByText('The hours of the team count.').waitFor();
  await page.getByRole('button', { name: 'Add an absence' }).click();
  const form = page.getByRole('form', { name: 'Add an absence' });
  await form.getByLabel('First day').fill('2031-03-03');
  await form.getByLabel('Last day').fill('2031-03-01');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('The absence ends before it begins.').first().waitFor();
  await form.getByLabel('Last day').fill('2031-03-07');
  await form.getByLabel('Stand-in').selectOption({ label: 'Bob Ray' });
  await form.getByLabel('Note').fill('Skiing');
  expect([...(await fits(page)), ...(await accessible(page, ['light']))]).toEqual([]);
  await picture(page, 'absence-320');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Bob Ray stands in').waitFor();
  const { body } = await ann.api.ok(listMyAbsences);
  expect(body.items).toMatchObject([{ fromDate: '2031-03-03', toDate: '2031-03-07', standInUserId: bob.id, note: 'Skiing' }]);

  // Everybody sees who is away, and only the admins why.
  const colleague = await screens.as(bob, '/settings/calendars');
  await colleague.getByText('Ann Lee: Mon, 3 Mar 2031', { exact: false }).waitFor();
  expect(await colleague.getByText('Skiing').count()).toBe(0);
  await admin.reload();
  await admin.getByText('Skiing', { exact: false }).waitFor();
  await picture(admin, 'calendars-away-1440');
});

test('the plan tells who has the seats', async () => {
  const acme = await aWorkspace(screens.base);
  await acme.team('North', [await acme.person('rep', 'Ann Lee')]);
  const page = await screens.as(acme.admin, '/settings/plan');
  const seats = page.getByRole('region', { name: 'Seats' });
  await seats.getByText('By team').waitFor();
  await seats.getByText('North').waitFor();
  expect(await accessible(page)).toEqual([]);
  await picture(page, 'plan-seats-1440');
  await page.goto('/settings/me');
  await page.getByRole('region', { name: 'Telephone' }).waitFor();
  await page.getByRole('region', { name: 'Telephone' }).scrollIntoViewIfNeeded();
  await picture(page, 'telephone-1440');
});
