import { describe, expect, it } from 'vitest';
import { readHeadings } from './headings.ts';
import { interpretRow, type RowPorts } from './interpret-row.ts';
import { guessMapping, mappingProblems } from './mapping.ts';
import { leadTargets } from './targets.ts';

function columnsOf(headings: readonly string[]) {
  const read = readHeadings(headings);
  if ('problem' in read) throw new Error(read.problem.message);
  return read.columns;
}

function guessed(headings: readonly string[], rows: readonly (readonly string[])[] = []) {
  return guessMapping(columnsOf(headings), rows, leadTargets).map((entry) =>
    entry.to === 'field' ? entry.field : entry.to === 'newField' ? `+${entry.label}:${entry.type}` : '-',
  );
}

describe('the guessed mapping', () => {
  it('knows the headings of other products', () => {
    expect(guessed(['First Name', 'Last Name', 'Email', 'Phone', 'Company', 'Lead Source', 'Title'])).toEqual([
      'firstName',
      'lastName',
      'email',
      'phone',
      'companyName',
      'source',
      'jobTitle',
    ]);
    expect(guessed(['E-mail 1 - Value', 'Organization 1 - Name', 'Phone 1 - Value'])).toEqual(['email', 'companyName', 'phone']);
    expect(guessed(['firstName', 'LASTNAME', 'e_mail', 'Account Name'])).toEqual(['firstName', 'lastName', 'email', 'companyName']);
  });
  it('leaves a full name out beside its parts and uses it alone', () => {
    expect(guessed(['Name', 'First name', 'Last name'])).toEqual(['-', 'firstName', 'lastName']);
    expect(guessed(['Name', 'Email'])).toEqual(['fullName', 'email']);
  });
  it('offers what it does not know as a custom field of the type its values show', () => {
    expect(
      guessed(
        ['Email', 'Fleet size', 'Since', 'Newsletter', 'Site', 'Zip', 'Nothing'],
        [
          ['a@example.com', '12', '2024-05-01', 'yes', 'https://example.com', '01234', ''],
          ['b@example.com', '7', '2024-06-01', 'no', 'https://example.org', '99999', ''],
        ],
      ),
    ).toEqual(['email', '+Fleet size:number', '+Since:date', '+Newsletter:boolean', '+Site:url', '+Zip:text', '-']);
  });
  it('keeps a status with words of its own as a custom field', () => {
    expect(guessed(['Email', 'Status'], [['a@example.com', 'Lukewarm']])).toEqual(['email', '+Status:text']);
    expect(guessed(['Email', 'Status'], [['a@example.com', 'Open - Not Contacted']])).toEqual(['email', 'status']);
  });
  it('recognises a column without heading by its values', () => {
    expect(guessed(['Name', ''], [['Ann Reed', 'ann@example.com']])).toEqual(['fullName', 'email']);
  });
});

describe('a corrected mapping', () => {
  const columns = columnsOf(['Email', 'Phone']);
  it('may not use unknown fields, a field twice, or a column that is not there', () => {
    const problems = mappingProblems(
      [
        { column: 0, to: 'field', field: 'email' },
        { column: 1, to: 'field', field: 'email' },
        { column: 7, to: 'field', field: 'shoeSize' },
      ],
      columns,
      leadTargets,
    );
    expect(problems.map((problem) => problem.code)).toEqual(['field_twice', 'column_unknown', 'field_unknown']);
  });
  it('must name somebody', () => {
    expect(mappingProblems([{ column: 0, to: 'ignore' }], columns, leadTargets).map((problem) => problem.code)).toEqual([
      'mapping_names_nobody',
    ]);
  });
});

describe('a row', () => {
  const ports: RowPorts = {
    parsePhone: (text) => (/^\+\d{8,}$/.test(text.replace(/[\s-]/g, '')) ? text.replace(/[\s-]/g, '') : null),
    defaultCountry: undefined,
    findOwner: (text) => (text === 'ben@example.com' ? 'user-ben' : null),
  };
  const row = (headings: readonly string[], cells: readonly string[]) => {
    const columns = columnsOf(headings);
    const mapping = guessMapping(columns, [], leadTargets);
    const bound = mapping.flatMap((entry) => {
      const target = entry.to === 'field' ? leadTargets.find((candidate) => candidate.field === entry.field) : undefined;
      const column = columns[entry.column];
      return target === undefined || column === undefined ? [] : [{ column, target }];
    });
    return interpretRow(cells, columns.length, bound, ports);
  };
  it('gives its values in their stored form', () => {
    expect(
      row(
        ['Name', 'Email', 'Phone', 'Owner', 'Tags', 'Score'],
        ['Reed, Ann', ' Ann@Example.COM ', '+44 20-79460958', 'Ben@example.com', 'vip; vip,hot', '1,200'],
      ),
    ).toEqual({
      values: {
        firstName: 'Ann',
        lastName: 'Reed',
        email: 'ann@example.com',
        phone: '+442079460958',
        owner: 'user-ben',
        tags: ['vip', 'hot'],
        score: 1200,
      },
      custom: {},
      errors: [],
      warnings: [],
    });
  });
  it('is left out for a wrong e-mail address, with column and value', () => {
    expect(row(['Name', 'Email'], ['Ann', 'ann(at)example']).errors).toEqual([
      {
        code: 'email_invalid',
        message: '"ann(at)example" is not an e-mail address.',
        column: 2,
        heading: 'Email',
        value: 'ann(at)example',
      },
    ]);
  });
  it('is kept without a phone number or owner that cannot be used', () => {
    const read = row(['Email', 'Phone', 'Owner'], ['ann@example.com', '12', 'zoe@example.com']);
    expect(read.errors).toEqual([]);
    expect(read.values).toEqual({ email: 'ann@example.com' });
    expect(read.warnings.map((warning) => warning.code)).toEqual(['phone_invalid', 'owner_unknown']);
  });
  it('may be short, but not long, and must name somebody', () => {
    expect(row(['Email', 'Phone'], ['ann@example.com']).errors).toEqual([]);
    expect(row(['Email', 'Phone'], ['ann@example.com', '', '']).errors).toEqual([]);
    expect(row(['Email'], ['ann@example.com', 'x']).errors.map((error) => error.code)).toEqual(['row_has_more_values']);
    expect(row(['Email', 'Score'], ['', '7']).errors.map((error) => error.code)).toEqual(['row_names_nobody']);
  });
  it('keeps formulas, emoji and right-to-left text as they are, and refuses unreadable text', () => {
    expect(row(['Name'], ['=HYPERLINK("x") 🦊']).values).toEqual({ firstName: '=HYPERLINK("x")', lastName: '🦊' });
    expect(row(['First name'], ['مريم']).values).toEqual({ firstName: 'مريم' });
    expect(row(['First name'], ['Jos\ufffd']).errors.map((error) => error.code)).toEqual(['text_unreadable']);
  });
});
