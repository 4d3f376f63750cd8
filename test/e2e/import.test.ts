import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { accessible } from './lib/looks.ts';
import { Screens } from './lib/screen.ts';
import { aWorkspace } from './lib/workspace.ts';

const { app } = inject('instance').urls;
const screens = new Screens(app);
beforeAll(() => screens.start());
afterAll(() => screens.stop());

const csv = (name: string, lines: readonly string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });

describe('importing leads', () => {
  test('from the file over columns and check to the result and the file of the refused rows', async () => {
    const acme = await aWorkspace(app);
    const page = await screens.as(acme.admin, '/leads');
    await page.getByRole('button', { name: 'Import leads' }).first().click();
    await page
      .getByLabel(/Drop a CSV file here/)
      .setInputFiles(
        csv('fair.csv', [
          'First name;Surname;E-mail;Does;Booth',
          'Dana;Levi;dana@example.test;Buyer;A1',
          'Omar;Haddad;omar@example.test;Owner;B2',
          'Sami;Kim;not-an-address;Buyer;C3',
          ...Array.from({ length: 40 }, (_, index) => `Guest;Number ${index};guest${index}@example.test;Guest;D${index}`),
        ]),
      );

    // The guess is corrected, and a column nobody knows becomes a field of one's own.
    await page.getByRole('heading', { name: 'fair.csv' }).waitFor();
    await expect.poll(() => page.getByLabel('Column E-mail goes to').inputValue()).toBe('field:email');
    await page.getByLabel('Column Does goes to').selectOption({ label: 'Job title' });
    await page.getByLabel('Column Booth goes to').selectOption({ label: 'A new field…' });
    await page.getByLabel('Name of the new field for Booth').fill('Booth at the fair');
    expect(await accessible(page)).toEqual([]);
    await page.getByRole('button', { name: 'Check the rows' }).click();

    const refused = page.getByRole('row').filter({ hasText: 'not-an-address' });
    await refused.getByText('Refused').waitFor();
    expect(await refused.innerText()).toMatch(/e-?mail/i);
    await page
      .getByRole('tab', { name: 'Preview' })
      .or(page.getByRole('button', { name: 'Preview' }))
      .click();
    await page.getByRole('row').filter({ hasText: 'dana@example.test' }).getByText('Fine').waitFor();

    await page.getByRole('button', { name: 'Import 42 leads' }).click();
    await page.getByText('Completed').waitFor({ timeout: 30_000 });
    expect(await accessible(page)).toEqual([]);
    const figures = page.getByRole('definition');
    expect(await figures.allInnerTexts()).toEqual(['43', '42', '0', '1']);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'File of the refused rows' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('not-an-address');

    await page.getByRole('link', { name: 'Open the leads' }).click();
    await page.getByRole('searchbox', { name: 'Search leads' }).fill('Dana');
    // The row moves up when the answer is there; a click before that might meet another.
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('link', { name: 'Dana Levi' }).click();
    await page.getByRole('button', { name: 'Edit Booth at the fair: A1' }).waitFor();
    await page.getByRole('button', { name: 'Edit Job title: Buyer' }).waitFor();
  });

  test('a file that is none gets a sentence and imports nothing', async () => {
    const acme = await aWorkspace(app);
    const page = await screens.as(acme.admin, '/imports/new');
    const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(2_000, 7)]);
    await page.getByLabel(/Drop a CSV file here/).setInputFiles({ name: 'leads.csv', mimeType: 'text/csv', buffer: zip });
    await page
      .getByText(/workbook|spreadsheet|Excel/i)
      .first()
      .waitFor();
  });
});
