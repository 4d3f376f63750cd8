import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileContext, definition, definitionFromTape, stepWithNeeds, step } from '../../../test/factories/definitions.ts';
import { nodeTypes } from '../nodes/node-types.ts';
import { compile } from './compile.ts';
import { decompile } from './decompile.ts';

const context = compileContext();
const tapes = fc.array(fc.nat(10_000), { maxLength: 150 });

function errorsOf(input: unknown): readonly string[] {
  return compile(input, context)
    .diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
    .map((diagnostic) => `${diagnostic.code} ${diagnostic.nodeId ?? ''} ${diagnostic.message}`);
}

describe('compile', () => {
  it('makes a plan of every node type', () => {
    for (const type of nodeTypes) {
      const nodes = [
        step('first', 'wait.duration'),
        ...stepWithNeeds('it', type),
        ...(/^flow\.(if|switch|split|parallel|goal|for_each|run_automation)$/.test(type) ? [step('last', 'flow.exit')] : []),
      ];
      const { plan, diagnostics } = compile(definition(nodes), context);
      expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
      expect(plan?.steps.map((one) => one.id)).toEqual(nodes.map((node) => node.id));
    }
  });

  it('knows what one transaction can run, and what it reads', () => {
    // start ─> tag ─> wait ─> task ─> if ─yes─> mail
    //                                   └no─> (end)
    const nodes = [
      step('tag', 'record.add_tag'),
      step('wait', 'wait.duration'),
      step('task', 'record.create_task'),
      step('if', 'flow.if'),
      step('mail', 'message.email'),
    ];
    const { plan } = compile(definition(nodes), context);
    expect(plan?.segments).toEqual([
      { entry: 'tag', steps: ['tag', 'wait'], reads: [] },
      { entry: 'task', steps: ['task', 'if', 'mail'], reads: ['lead.email', 'lead.firstName', 'lead.score'] },
    ]);
    expect(plan?.steps.find((one) => one.id === 'if')?.next).toEqual({ yes: 'mail', no: null });
    expect(plan?.trigger.events).toEqual(['lead.created']);
  });

  it('compiles every definition a person can draw without an error', () => {
    fc.assert(
      fc.property(tapes, (tape) => {
        expect(errorsOf(definitionFromTape(tape))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same hash for the same drawing, whatever the order of nodes and edges, and after a round trip', () => {
    fc.assert(
      fc.property(tapes, fc.nat(), (tape, seed) => {
        const drawn = definitionFromTape(tape);
        const { plan, hash } = compile(drawn, context);
        const turn = <T>(list: readonly T[]): T[] => list.map((_, index) => list[(index + seed) % list.length] as T);
        const shuffled = { ...drawn, nodes: turn(drawn.nodes).reverse(), edges: turn(drawn.edges) };
        expect(compile(shuffled, context).hash).toBe(hash);
        if (plan !== null) expect(compile(decompile(plan, 'Again'), context).plan).toEqual(plan);
        expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the name of a step, and tells it from one of its own making', () => {
    const named = { ...step('wait', 'wait.duration'), name: 'Give them time' };
    const { plan } = compile(definition([named, step('tag', 'record.add_tag')]), context);
    expect(plan?.steps.map((one) => one.title)).toEqual(['Give them time', 'Add tag welcomed']);
    if (plan !== null) expect(decompile(plan, 'x').nodes.map((node) => node.name)).toEqual(['Give them time', undefined]);
  });

  it('estimates time and messages', () => {
    const waits = definition([step('wait', 'wait.duration'), step('mail', 'message.email')]);
    expect(compile(waits, context).estimate).toEqual({
      minSeconds: 259_200,
      maxSeconds: 259_200,
      minMessages: 1,
      maxMessages: 1,
      minEvents: 14,
      maxEvents: 15,
    });
    const both = definition([step('par', 'flow.parallel'), step('a', 'message.email'), step('b', 'message.email')], {
      edges: [
        { from: 'start', outcome: 'next', to: 'par' },
        { from: 'par', outcome: 'a', to: 'a' },
        { from: 'par', outcome: 'b', to: 'b' },
      ],
    });
    expect(compile(both, context).estimate?.maxMessages).toBe(2);
    const loop = definition([step('first', 'wait.duration'), step('mail', 'message.email'), step('again', 'flow.goto')]);
    expect(compile(loop, context).estimate).toMatchObject({
      minSeconds: 259_200,
      maxSeconds: 4 * 259_200,
      maxMessages: 4,
      maxEvents: 7 + 4 * 8,
    });
  });
});

describe('compile never throws', () => {
  it('on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { plan, diagnostics } = compile(value, context);
        expect(plan).toBeNull();
        expect(diagnostics.length).toBeGreaterThan(0);
      }),
    );
  });

  it('on definitions damaged anywhere', () => {
    const junk = fc.oneof(fc.constantFrom(null, -1, '', '__proto__', 'constructor', [], {}, 1e308, 'lead.', '{{'), fc.jsonValue());
    fc.assert(
      fc.property(tapes, fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), junk, (tape, path, value) => {
        const broken = JSON.parse(JSON.stringify(definitionFromTape(tape)));
        damage(broken, path, value);
        const { plan, hash, diagnostics } = compile(broken, context);
        expect(plan === null).toBe(hash === null);
        expect(plan === null).toBe(diagnostics.some((diagnostic) => diagnostic.severity === 'error'));
      }),
      { numRuns: 400 },
    );
  });

  it('on what is no JSON at all, too deep, or contains itself', () => {
    const ring: { self?: unknown } = {};
    ring.self = ring;
    let deep: unknown = { kind: 'all', of: [] };
    for (let level = 0; level < 100_000; level++) deep = { kind: 'all', of: [deep] };
    const withDeep = { ...definition([]), enrollment: { filter: deep, key: 'record', reenroll: 'never', whileActive: 'ignore' } };
    for (const input of [undefined, null, 1n, () => 1, Symbol('x'), ring, withDeep, Array.from({ length: 300_000 }, () => 0)]) {
      expect(compile(input, context).plan).toBeNull();
    }
    expect(compile(withDeep, context).diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['AUT-001']);
  });
});

/** Replaces whatever the path of numbers leads to. */
function damage(root: unknown, path: readonly number[], value: unknown): void {
  let at = root;
  path.forEach((choice, depth) => {
    if (typeof at !== 'object' || at === null) return;
    const container = at as Record<string, unknown>;
    const keys = Object.keys(container);
    const key = keys[choice % Math.max(keys.length, 1)];
    if (key === undefined) return;
    if (depth === path.length - 1) container[key] = value;
    else at = container[key];
  });
}
