import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesOf, sameJson } from './changes.ts';
import { duplicateScore } from './duplicates.ts';
import { leadIdentityProblems, leadStatusAfterTouch, leadStatusProblems } from './lead-rules.ts';
import { daysOverdue, taskActionProblem } from './task-rules.ts';
import { displayName, multiLine, singleLine, storableText } from './text-rules.ts';
import { isOnTimeline, timelineText } from './timeline-rules.ts';
import { isTouch, touchProblems } from './touch-rules.ts';

describe('text', () => {
  it('keeps emoji, right-to-left text and formulas as they are', () => {
    const hostile = '=1+1 👩‍👩‍👧 مرحبا <b>';
    expect(singleLine(hostile)).toBe(hostile);
  });
  it('drops what cannot be stored', () => {
    expect(storableText('a\u0000b\ud83dc')).toBe('ab\ufffdc');
  });
  it('makes one line of several, and one kind of line end', () => {
    expect(singleLine(' a\r\nb\tc ')).toBe('a b c');
    expect(multiLine('a\r\nb\rc\n')).toBe('a\nb\nc');
  });
  it('is idempotent', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => singleLine(singleLine(text)) === singleLine(text)));
  });
  it('names a lead by what is known', () => {
    expect(displayName({ firstName: 'Dana', lastName: null, email: 'd@x.io' })).toBe('Dana');
    expect(displayName({ email: 'd@x.io' })).toBe('d@x.io');
    expect(displayName({ phone: '+49301' })).toBe('+49301');
  });
});

describe('changesOf', () => {
  it('carries only what differs', () => {
    const at = new Date('2026-11-21T09:00:00Z');
    const record = { a: 1, b: null, at, list: [1] };
    expect(changesOf(record, { a: 2, b: null, at: new Date(at), list: [1], c: undefined })).toEqual({
      fields: ['a'],
      before: { a: 1 },
      after: { a: 2 },
    });
    expect(changesOf(record, { a: 1, b: undefined })).toBeNull();
  });
  it('does not mind the order of keys', () => {
    expect(sameJson({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
    expect(sameJson({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
  });
});

describe('duplicates', () => {
  const dana = { firstName: 'Dana', lastName: 'Lévi', email: 'dana@acme.io', phoneE164: '+4930111', companyName: 'Acme' };
  it('is certain by e-mail and only a hint by phone', () => {
    expect(duplicateScore(dana, { email: 'dana@acme.io' })).toBe(100);
    expect(duplicateScore(dana, { phoneE164: '+4930111' })).toBe(50);
    expect(duplicateScore(dana, { ...dana, email: null, lastName: 'levi' })).toBe(95);
    expect(duplicateScore(dana, { ...dana, email: 'other@acme.io' })).toBe(85);
    expect(duplicateScore(dana, { firstName: 'Dana', lastName: 'Lévi' })).toBe(0);
  });
  it('never makes a phone as certain as an e-mail, and does not mind the order', () => {
    const part = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });
    const identity = fc.record({ firstName: part, lastName: part, email: part, phoneE164: part, companyName: part });
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const score = duplicateScore(a, b);
        expect(score).toBe(duplicateScore(b, a));
        expect(score === 100).toBe(a.email !== null && a.email === b.email);
      }),
    );
  });
});

describe('lead rules', () => {
  it('wants somebody or a way to reach them', () => {
    expect(leadIdentityProblems({ companyName: 'Acme' })).toEqual([]);
    expect(leadIdentityProblems({ firstName: '', email: null })).toHaveLength(1);
  });
  it('wants a reason to disqualify, a date to nurture, and conversion to convert', () => {
    expect(leadStatusProblems('new', 'qualified', {})).toEqual([]);
    expect(leadStatusProblems('new', 'disqualified', {}).map((one) => one.pointer)).toEqual(['/statusReason']);
    expect(leadStatusProblems('new', 'disqualified', { statusReason: 'no budget' })).toEqual([]);
    expect(leadStatusProblems('new', 'nurture', {}).map((one) => one.pointer)).toEqual(['/followUpAt']);
    expect(leadStatusProblems('new', 'converted', {})).toHaveLength(1);
    expect(leadStatusProblems('converted', 'new', {})).toHaveLength(1);
    expect(leadStatusProblems('disqualified', 'disqualified', {})).toEqual([]);
  });
  it('counts a new lead as contacted once somebody was reached', () => {
    expect(leadStatusAfterTouch('new', 'connected')).toBe('contacted');
    expect(leadStatusAfterTouch('new', 'voicemail')).toBe('new');
    expect(leadStatusAfterTouch('qualified', 'connected')).toBe('qualified');
  });
});

describe('tasks', () => {
  it('closes once, reopens only what is closed', () => {
    expect(taskActionProblem('complete', 'open')).toBeNull();
    expect(taskActionProblem('complete', 'done')?.code).toBe('task_closed');
    expect(taskActionProblem('reopen', 'open')?.code).toBe('task_open');
    expect(taskActionProblem('reopen', 'cancelled')).toBeNull();
  });
  it('counts whole days overdue', () => {
    const now = new Date('2026-11-21T12:00:00Z');
    expect(daysOverdue(new Date('2026-11-21T11:00:00Z'), now)).toBe(0);
    expect(daysOverdue(new Date('2026-11-20T11:00:00Z'), now)).toBe(1);
    expect(daysOverdue(new Date('2026-11-22T11:00:00Z'), now)).toBe(0);
    expect(daysOverdue(null, now)).toBe(0);
  });
});

describe('touches', () => {
  it('are made by people, by talking to somebody', () => {
    expect(isTouch('call', 'user')).toBe(true);
    expect(isTouch('note', 'user')).toBe(false);
    expect(isTouch('call', 'automation')).toBe(false);
  });
  it('say how it went and what comes next', () => {
    expect(touchProblems({}).map((one) => one.pointer)).toEqual(['/outcome', '/nextStep', '/nextStepDueAt']);
    expect(touchProblems({ outcome: 'connected', nextStep: 'Call', nextStepDueAt: new Date() })).toEqual([]);
  });
});

describe('timeline', () => {
  it('tells a change once', () => {
    expect(isOnTimeline({ type: 'touch.logged' })).toBe(false);
    expect(isOnTimeline({ type: 'lead.updated', after: { status: 'contacted', ownerUserId: 'x' } })).toBe(false);
    expect(isOnTimeline({ type: 'lead.updated', after: { status: 'contacted', city: 'Oslo' } })).toBe(true);
    expect(isOnTimeline({ type: 'lead.created', after: { status: 'new' } })).toBe(true);
  });
  it('speaks in keys and values', () => {
    expect(timelineText({ type: 'lead.status_changed', before: { status: 'new' }, after: { status: 'contacted' } })).toEqual({
      key: 'timeline.lead_status_changed',
      params: { from: 'new', to: 'contacted', reason: null },
    });
  });
});
