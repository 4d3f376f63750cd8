import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookAtFile } from '../../../commands/imports/create-import.ts';
import { guessMapping } from '../../../domain/imports/mapping.ts';
import { targetsOf } from '../../../domain/imports/record-targets.ts';
import { sourceOf } from '../../../domain/imports/source.ts';
import type { CustomFieldEntity } from '../../../domain/records/custom-field-rules.ts';

/** With the headings of each product's real exports and made-up people; `-` is a column to be left out, `+` a new field. */
const files: readonly (readonly [file: string, entity: CustomFieldEntity, source: string, wanted: string])[] = [
  [
    'hubspot-contacts.csv',
    'contact',
    'hubspot',
    'externalId firstName lastName email phone otherPhones owner - +text +text - company - jobTitle',
  ],
  ['hubspot-deals.csv', 'deal', 'hubspot', 'externalId name stage expectedCloseOn owner amountMinor currency pipeline - company -'],
  [
    'salesforce-leads.csv',
    'lead',
    'salesforce',
    'owner firstName lastName jobTitle companyName email phone source status +number - externalId',
  ],
  ['zoho-deals.csv', 'deal', 'zoho', 'externalId - owner amountMinor name expectedCloseOn - company stage probability - - tags +date'],
  [
    'google-contacts.csv',
    'contact',
    'google_contacts',
    'firstName - lastName - - - - - - - company jobTitle - +date +text - tags - email - otherEmails - phone - otherPhones - -',
  ],
  [
    'outlook-contacts.csv',
    'contact',
    'outlook',
    'firstName - lastName +text - - - - email otherEmails otherEmails otherPhones otherPhones phone otherPhones otherPhones otherPhones otherPhones otherPhones - - - - otherPhones - - - - - jobTitle +text company - - - otherPhones - +text +text - - +text - - - - - - - - - - - - - - - +text +date - -',
  ],
];

async function guessed(file: string, entity: CustomFieldEntity) {
  const look = await lookAtFile(createReadStream(join(import.meta.dirname, '../../fixtures/imports', file)));
  if ('problem' in look) throw new Error(look.problem.message);
  const mapping = guessMapping(look.columns, look.samples, targetsOf[entity]);
  return { look, mapping, words: mapping.map((one) => (one.to === 'ignore' ? '-' : one.to === 'field' ? one.field : `+${one.type}`)) };
}

describe('exports of other products are understood without a hand', () => {
  it.each(files)('%s', async (file, entity, source, wanted) => {
    const { look, words } = await guessed(file, entity);
    expect(sourceOf(look.columns.map((column) => column.heading))).toBe(source);
    expect(words.join(' ')).toBe(wanted);
  });

  it('in the notation of their columns', async () => {
    const deals = await guessed('zoho-deals.csv', 'deal');
    expect(deals.mapping[3]).toMatchObject({ field: 'amountMinor', decimal: ',' });
    expect(deals.mapping[5]).toMatchObject({ field: 'expectedCloseOn', dateOrder: 'dmy' });
    const people = await guessed('outlook-contacts.csv', 'contact');
    expect(people.look.samples[0]).toContain('Zoë');
    const leads = await guessed('salesforce-leads.csv', 'lead');
    expect(leads.look.samples[1]).toContain('René');
  });
});
