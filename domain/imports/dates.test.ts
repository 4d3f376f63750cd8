import { describe, expect, it } from 'vitest';
import { dateOrderOf, parseDay } from './dates.ts';

describe('parseDay', () => {
  it.each([
    ['15 Apr, 2021 00:03:00', 'mdy', '2021-04-15', '00:03:00'],
    ['Apr 15, 2021', 'dmy', '2021-04-15', null],
    ['15-Apr-21', 'ymd', '2021-04-15', null],
    ['1. März 2021', 'ymd', '2021-03-01', null],
    ['31-12-21', 'dmy', '2021-12-31', null],
    ['12/31/21', 'mdy', '2021-12-31', null],
    ['12/31/2021 5:07 PM', 'mdy', '2021-12-31', '17:07:00'],
    ['12/31/2021 12:07 AM', 'mdy', '2021-12-31', '00:07:00'],
    ['31.12.2021', 'dmy', '2021-12-31', null],
    ['2021-12-31T10:00:00.000Z', 'dmy', '2021-12-31', '10:00:00'],
    ['2021-12-31 10:00', 'dmy', '2021-12-31', '10:00:00'],
    ['2021/12/31', 'mdy', '2021-12-31', null],
    ['20211231', 'mdy', '2021-12-31', null],
    ['Friday, December 31, 2021', 'dmy', '2021-12-31', null],
    ['01/02/70', 'dmy', '1970-02-01', null],
    ['2021-04-15 09:30:00 +0000', 'dmy', '2021-04-15', '09:30:00'],
  ] as const)('reads %s as %s', (text, order, day, time) => {
    expect(parseDay(text, order)).toEqual({ day, time });
  });

  it.each(['', '31/02/2021', '13/13/2021', 'tomorrow', '1', '12', '2021', '12/31/2021 25:00', '1/2/3/4', '99999999'])(
    'refuses %s',
    (text) => {
      expect(parseDay(text, 'dmy')).toBeNull();
    },
  );
});

describe('dateOrderOf', () => {
  it('decides a column by the values that fit only one order', () => {
    expect(dateOrderOf(['01-02-21', '28-02-21'])).toMatchObject({ order: 'dmy', unsure: false, share: 1 });
    expect(dateOrderOf(['01/02/21', '02/28/21'])).toMatchObject({ order: 'mdy', unsure: false });
    expect(dateOrderOf(['2021-01-02'])).toMatchObject({ order: 'ymd', unsure: false });
  });
  it('says when it cannot know', () => {
    expect(dateOrderOf(['01/02/2021', '03/04/2021'])).toMatchObject({ order: 'dmy', unsure: true });
    expect(dateOrderOf(['05/05/2021'])).toMatchObject({ unsure: false });
  });
});
