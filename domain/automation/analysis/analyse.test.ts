import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileContext, definitionFromTape } from '../../../test/factories/definitions.ts';
import { effects, neighbour, on } from '../../../test/factories/neighbour-cases.ts';
import { compile } from '../compile/compile.ts';
import { analyse } from './analyse.ts';
import type { Footprint, Neighbour } from './footprint.ts';

const codes = (one: Neighbour, ...others: Neighbour[]) => analyse(one, others).map((diagnostic) => diagnostic.code);
const updates = (id: string, field: string, value?: string) =>
  effects(id, { events: ['lead.updated'], writes: [{ field, ...(value === undefined ? {} : { value }) }] });
const when = (field: string, to?: string): Footprint['trigger'] => ({
  id: 'start',
  events: ['lead.updated'],
  filter: { kind: 'all', of: [{ kind: 'changed', field, ...(to === undefined ? {} : { to }) }] },
});
const is = (path: string, value: string) =>
  ({ kind: 'compare', left: { kind: 'field', path }, operator: 'is', right: { kind: 'literal', value } }) as const;

describe('circles', () => {
  const circle = (...reenroll: ('never' | 'always')[]) =>
    ['lead.a', 'lead.b', 'lead.c'].map((field, n, fields) =>
      neighbour(field, {
        trigger: when(fields[(n + 2) % 3] ?? ''),
        enrollment: { filter: null, reenroll: reenroll[n] ?? 'always' },
        steps: [updates('set', field)],
      }),
    ) as [Neighbour, Neighbour, Neighbour];

  it('are found through several others, at the step that begins them, with the way', () => {
    const [a, b, c] = circle();
    expect(analyse(a, [b, c])).toMatchObject([
      { code: 'AUT-701', nodeId: 'set', pointer: '/nodes/0', params: { automations: ['lead.b', 'lead.c'] } },
    ]);
    expect(analyse(a, [b, c])[0]?.message).toBe('This step starts "lead.b", "lead.c", which leads back to this automation.');
    expect(codes(a, b)).toEqual([]);
  });

  it('are broken by whoever lets each record in once', () => {
    for (const place of [0, 1, 2]) {
      const [a, b, c] = circle(...([0, 1, 2].map((n) => (n === place ? 'never' : 'always')) as ('never' | 'always')[]));
      expect(codes(a, b, c)).toEqual([]);
    }
  });

  it('go on through records that are made anew each time, once or not', () => {
    const makes = (type: 'lead' | 'deal') => effects('make', { events: [`${type}.created`], creates: [type] });
    const enrollment = { filter: null, reenroll: 'never' } as const;
    const ofLeads = neighbour('leads', { trigger: on('lead.created'), enrollment, steps: [makes('deal')] });
    const ofDeals = neighbour('deals', { subject: 'deal', trigger: on('deal.created'), enrollment, steps: [makes('lead')] });
    expect(codes(ofLeads, ofDeals)).toEqual(['AUT-701']);
  });

  it('end where the value that is set is not the one that is waited for, or never passes the filter', () => {
    const me = (value: string) => neighbour('me', { trigger: on('tag.added'), steps: [updates('set', 'lead.status', value)] });
    const tags = { steps: [effects('t', { events: ['tag.added'] })] };
    expect(codes(me('won'), neighbour('waits', { ...tags, trigger: when('lead.status', 'won') }))).toEqual(['AUT-701']);
    expect(codes(me('won'), neighbour('waits', { ...tags, trigger: when('lead.status', 'lost') }))).toEqual([]);
    const enrollment = { filter: is('lead.status', 'new'), reenroll: 'always' } as const;
    expect(codes(me('won'), neighbour('asks', { ...tags, trigger: when('lead.status'), enrollment }))).toEqual([]);
    expect(codes(me('new'), neighbour('asks', { ...tags, trigger: when('lead.status'), enrollment }))).toEqual(['AUT-701']);
  });

  it('are found where one is started by name', () => {
    const me = neighbour('me', { trigger: on('tag.added'), steps: [effects('run', { runs: ['other'] })] });
    expect(codes(me, neighbour('other', { steps: [effects('t', { events: ['tag.added'] })] }))).toEqual(['AUT-701']);
  });

  it('keep to the kind of record', () => {
    const me = neighbour('me', { trigger: on('lead.updated'), steps: [effects('t', { events: ['tag.added'] })] });
    const ofDeals = neighbour('deals', { subject: 'deal', trigger: on('tag.added'), steps: [effects('d', { events: ['deal.updated'] })] });
    expect(codes(me, ofDeals)).toEqual([]);
  });
});

describe('two that set one field', () => {
  const me = neighbour('me', { steps: [updates('set', 'lead.status', 'won')] });
  it('are told of each other, unless they always set the same or share a group', () => {
    expect(codes(me, neighbour('other', { steps: [updates('s', 'lead.status', 'lost')] }))).toEqual(['AUT-702']);
    expect(codes(me, neighbour('other', { steps: [updates('s', 'lead.status')] }))).toEqual(['AUT-702']);
    expect(codes(me, neighbour('other', { steps: [updates('s', 'lead.status', 'won')] }))).toEqual([]);
    expect(codes(me, neighbour('other', { steps: [updates('s', 'lead.score')] }))).toEqual([]);
    const enrollment = { filter: null, reenroll: 'always', exclusive: { group: 'g', priority: 0 } } as const;
    const grouped = (one: Neighbour) => ({ ...one, footprint: { ...one.footprint, enrollment } });
    expect(codes(grouped(me), grouped(neighbour('other', { steps: [updates('s', 'lead.status', 'lost')] })))).toEqual([]);
  });

  it('are named, three at most', () => {
    const others = ['a', 'b', 'c', 'd', 'e'].map((name) => neighbour(name, { steps: [updates('s', 'lead.status', name)] }));
    expect(analyse(me, others)[0]?.message).toBe(
      'The field "lead.status" is also set by "a", "b", "c", 2 more: which comes last is chance.',
    );
  });
});

describe('records that are in several at once', () => {
  const filtered = (name: string, path: string, value: string) =>
    neighbour(name, { trigger: on('touch.logged'), enrollment: { filter: is(path, value), reenroll: 'always' } });
  it('are told of where one event brings them in, and no filter keeps them apart', () => {
    expect(codes(filtered('me', 'lead.source', 'web'), filtered('other', 'lead.status', 'new'))).toEqual(['AUT-703']);
    expect(codes(filtered('me', 'lead.source', 'web'), filtered('other', 'lead.source', 'fair'))).toEqual([]);
    expect(codes(filtered('me', 'lead.source', 'web'), neighbour('other', { trigger: on('lead.created') }))).toEqual([]);
  });

  it('are proposed a group where both write to them, by a fix where the other is in one', () => {
    const writes = (name: string, more: Partial<Footprint> = {}) =>
      neighbour(name, { trigger: on('touch.logged'), steps: [effects('m', { message: true })], ...more });
    const enrollment = { filter: null, reenroll: 'always', exclusive: { group: 'g', priority: 4 } } as const;
    expect(analyse(writes('me'), [writes('other')])).toMatchObject([{ code: 'AUT-704' }]);
    expect(analyse(writes('me'), [writes('other')])[0]?.fix).toBeUndefined();
    expect(analyse(writes('me'), [writes('other', { enrollment })])[0]?.fix).toMatchObject({
      patch: [{ op: 'add', path: '/enrollment/exclusive', value: { group: 'g', priority: 0 } }],
    });
    expect(codes(writes('me', { enrollment }), writes('other', { enrollment }))).toEqual([]);
  });
});

describe('the analysis', () => {
  it('takes the footprints of whatever compiles, is silent about an automation alone, and leaves itself out', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 100 }), (tape) => {
        const { footprint } = compile(definitionFromTape(tape), compileContext());
        if (footprint === null) throw new Error('it has a form');
        const me = { id: 'me', name: 'Me', footprint };
        expect(JSON.parse(JSON.stringify(footprint))).toEqual(footprint);
        expect(analyse(me, [])).toEqual([]);
        expect(analyse(me, [{ ...me, name: 'Live' }])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
