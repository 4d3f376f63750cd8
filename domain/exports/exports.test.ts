import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../records/field-catalogue.ts';
import { type Cell, cellOf, type CellNames, localInstant } from './cells.ts';
import { csvLine, neutralised } from './csv.ts';
import { chosenColumns, exportFields, headingOf } from './export-columns.ts';
import { columnLetters, sheetRow, sheetStart, workbookFiles, xmlText } from './sheet.ts';

const names: CellNames = {
  user: (id) => ({ u1: 'Ada Admin' })[id],
  record: (id) => ({ c1: 'Nova GmbH' })[id],
  pipeline: () => 'Sales',
  stage: () => undefined,
  tags: () => ['Hot', 'Über'],
  about: () => [],
};
const text = (value: string): Cell => ({ kind: 'text', text: value });
const catalogue = catalogueOf({
  deal: [
    { key: 'size', label: 'Size', type: 'select', required: false, options: [{ value: 'xl', label: 'Very large' }] },
    { key: 'budget', label: 'Budget', type: 'currency', required: false, options: [] },
  ],
});
const deal = (key: string, values: Readonly<Record<string, unknown>>): Cell => {
  const field = exportFields(catalogue, 'deal').find((one) => one.key === key);
  if (field === undefined) throw new Error(key);
  return cellOf(field, { id: 'd1', ...values }, names);
};

describe('cells', () => {
  it('hold names in place of ids, and nothing for what may not be seen', () => {
    expect(deal('ownerUserId', { ownerUserId: 'u1' })).toEqual(text('Ada Admin'));
    expect(deal('ownerUserId', { ownerUserId: 'u2' })).toEqual({ kind: 'empty' });
    expect(deal('companyId', { companyId: 'c1' })).toEqual(text('Nova GmbH'));
    expect(deal('stageId', { stageId: 's1' })).toEqual({ kind: 'empty' });
    expect(deal('tags', {})).toEqual(text('Hot; Über'));
  });

  it('hold money in whole units of its currency', () => {
    expect(deal('amountMinor', { amountMinor: '123450', currency: 'EUR' })).toEqual({ kind: 'number', value: 1234.5 });
    expect(deal('amountMinor', { amountMinor: 500, currency: 'JPY' })).toEqual({ kind: 'number', value: 500 });
    expect(deal('custom.budget', { custom: { budget: { amountMinor: 1500, currency: 'KWD' } } })).toEqual(text('1.500 KWD'));
    expect(deal('custom.budget', { custom: { budget: 1500 }, currency: 'EUR' })).toEqual({ kind: 'number', value: 15 });
  });

  it('hold labels of options, days, instants, and whatever was stored where it fits no type', () => {
    expect(deal('custom.size', { custom: { size: 'xl' } })).toEqual(text('Very large'));
    expect(deal('custom.size', { custom: { size: 'gone' } })).toEqual(text('gone'));
    expect(deal('custom.size', { custom: null })).toEqual({ kind: 'empty' });
    expect(deal('expectedCloseOn', { expectedCloseOn: '2026-12-01' })).toEqual({ kind: 'date', day: '2026-12-01' });
    expect(deal('createdAt', { createdAt: new Date(0) })).toEqual({ kind: 'datetime', at: 0 });
    expect(deal('locked', { locked: false })).toEqual({ kind: 'boolean', value: false });
  });

  it('write instants with the offset of the zone', () => {
    const at = Date.UTC(2026, 6, 1, 12);
    expect(localInstant(at, 'Europe/Berlin')).toBe('2026-07-01T14:00:00+02:00');
    expect(localInstant(at, 'America/St_Johns')).toBe('2026-07-01T09:30:00-02:30');
    expect(localInstant(at, 'UTC')).toBe('2026-07-01T12:00:00Z');
  });
});

describe('columns', () => {
  it('are all there are, or the chosen ones under the given headings', () => {
    const all = chosenColumns(catalogue, 'deal', null);
    expect('columns' in all && all.columns.map((column) => column.field)).toEqual(
      exportFields(catalogue, 'deal').map((field) => field.key),
    );
    const given = [{ field: 'custom.size' }, { field: 'stageId' }, { field: 'name', heading: 'Deal' }];
    expect(chosenColumns(catalogue, 'deal', given)).toEqual({
      columns: [
        { field: 'custom.size', heading: 'Size' },
        { field: 'stageId', heading: 'Stage' },
        { field: 'name', heading: 'Deal' },
      ],
    });
    expect(chosenColumns(catalogue, 'deal', [{ field: 'secret' }])).toMatchObject({ problems: [{ pointer: '/columns/0/field' }] });
    expect(headingOf({ key: 'firstTouchedAt', type: 'datetime' })).toBe('First touched at');
  });
});

describe('CSV', () => {
  it.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x")'])('takes the formula out of %j', (formula) => {
    expect(neutralised(formula)).toBe(`'${formula}`);
  });

  it('leaves phones and numbers alone: they compute nothing', () => {
    for (const plain of ['+442079460000', '-5', '-1.5', 'a=b', '']) expect(neutralised(plain)).toBe(plain);
  });

  it('quotes what would tear a line apart', () => {
    const cells = [
      text('a,b'),
      text('say "hi"'),
      text('two\nlines'),
      text('مرحبا 🎉'),
      { kind: 'empty' } as const,
      { kind: 'number', value: -3 } as const,
    ];
    expect(csvLine(cells, 'UTC')).toBe('"a,b","say ""hi""","two\nlines",مرحبا 🎉,,-3\r\n');
  });
});

describe('sheets', () => {
  it('name columns as spreadsheets do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });

  it('hold any text: marks of XML, emoji, what looks like an escape, and nothing that XML cannot hold', () => {
    expect(xmlText('a<b>&"c"')).toBe('a&lt;b&gt;&amp;&quot;c&quot;');
    expect(xmlText('🎉\u0000\uD800x\uFFFE')).toBe('🎉x');
    expect(xmlText('_x0041_ a_b')).toBe('_x005F_x0041_ a_b');
    expect(xmlText('a\r\nb')).toBe('a_x000D_\nb');
  });

  it('hold days and instants as numbers of the calendar, in the zone of the reader', () => {
    const at = Date.UTC(2026, 0, 1, 23, 30);
    const row = sheetRow(
      2,
      [
        { kind: 'date', day: '2026-01-01' },
        { kind: 'datetime', at },
      ],
      'Europe/Berlin',
    );
    expect(row).toBe('<row r="2"><c r="A2" s="2"><v>46023</v></c><c r="B2" s="3"><v>46024.02083333</v></c></row>');
    expect(sheetRow(2, [{ kind: 'date', day: '1850-01-01' }], 'UTC')).toContain('<t xml:space="preserve">1850-01-01</t>');
  });

  it('cut what no cell holds, and say so', () => {
    const row = sheetRow(2, [text('x'.repeat(40_000))], 'UTC');
    expect(row).toContain('x … (cut)</t>');
    expect(row.length).toBeLessThan(33_000);
  });

  it('run from right to left under Arabic headings', () => {
    expect(sheetStart(['الاسم'])).toContain('rightToLeft="1"');
    expect(sheetStart(['Name'])).not.toContain('rightToLeft');
  });

  it('get a name that spreadsheets accept', () => {
    const [, , workbook] = workbookFiles("'a/b: [x] & everything that we know of them'");
    expect(workbook?.content).toContain('<sheet name="a b   x  &amp; everything that we k" ');
  });
});
