import { describe, expect, it } from 'vitest';
import { catalogueOf, operatorsOf, resolvePath } from './field-catalogue.ts';
import { companyFields, contactFields, dealFields, leadFields } from './record-fields.ts';

const catalogue = catalogueOf();

describe('the field catalogue', () => {
  it.each([
    ['lead', leadFields],
    ['contact', contactFields],
    ['company', companyFields],
    ['deal', dealFields],
  ] as const)('knows every field of a %s that can be written, and only lets automations write what can be', (type, rules) => {
    const fields = new Map(catalogue[type].fields.map((field) => [field.key, field]));
    for (const key of Object.keys(rules)) expect([key, fields.has(key)]).toEqual([key, true]);
    for (const field of fields.values()) if (field.writable) expect([field.key, field.key in rules]).toEqual([field.key, true]);
    for (const [key, rule] of Object.entries(rules)) {
      if ('options' in rule) expect(fields.get(key)?.options?.map((option) => option.value)).toEqual([...rule.options]);
      if ('required' in rule) expect([key, fields.get(key)?.always]).toEqual([key, true]);
    }
  });

  it('reaches related records, not always there, and never writes to them', () => {
    const scope = { subject: 'deal', events: [] } as const;
    expect(resolvePath(catalogue, scope, 'deal.contact.company.name')).toMatchObject({ type: 'text', always: false, writable: false });
    expect(resolvePath(catalogue, scope, 'deal.name')).toMatchObject({ always: true, writable: true });
    expect(resolvePath(catalogue, scope, 'lead.email')).toBeNull();
  });

  it('takes custom fields in at run time without touching the built-in ones', () => {
    const own = catalogueOf({
      lead: [{ key: 'tier', label: 'Tier', type: 'select', required: false, options: [{ value: 'a', label: 'A' }] }],
    });
    expect(resolvePath(own, { subject: 'lead', events: [] }, 'lead.custom.tier')).toMatchObject({
      type: 'select',
      options: ['a'],
      writable: true,
    });
    expect(resolvePath(catalogue, { subject: 'lead', events: [] }, 'lead.custom.tier')).toBeNull();
  });

  it('gives every type at least the question whether it is known', () => {
    for (const operators of Object.values(operatorsOf)) expect(operators).toContain('is_set');
  });
});
