import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { layOut } from '../layout/layout.ts';
import type { Command } from './commands.ts';
import { outcomesOf, type Place } from './graph.ts';
import { type History, record, redo, sealed, startHistory, undo } from './history.ts';
import { testCatalogue, testDefinition, testNode } from './test-catalogue.ts';

const types = ['record.add_tag', 'flow.if', 'wait.for_event', 'wait.duration', 'flow.exit'] as const;

function around(now: number) {
  return { catalogue: testCatalogue, now, selected: null, selectedAfter: null };
}

function placeFor(definition: AutomationDefinition, pick: number): Place {
  const places: Place[] = [definition.trigger.id, ...definition.nodes.map((node) => node.id)].flatMap((from) => [
    ...outcomesOf(definition, from, testCatalogue).map((outcome) => ({ from, outcome })),
    ...(from === definition.trigger.id ? [] : [{ before: from }]),
  ]);
  return places[pick % places.length] ?? { from: definition.trigger.id, outcome: 'next' };
}

/** Any command on any draft, drawn from three numbers. */
function commandFor(definition: AutomationDefinition, [kind, a, b]: readonly [number, number, number], serial: number): Command {
  const at = placeFor(definition, a);
  const node = definition.nodes[b % Math.max(1, definition.nodes.length)] ?? testNode('none');
  const outcomes = outcomesOf(definition, node.id, testCatalogue);
  switch (kind % 12) {
    case 0:
      return { type: 'remove', nodeId: node.id, keep: outcomes[a % Math.max(1, outcomes.length)] ?? null };
    case 1:
      return { type: 'move', nodeId: node.id, to: at };
    case 2:
      return { type: 'configure', nodeId: node.id, config: { value: a }, pointer: '/value' };
    case 3:
      return { type: 'rename', nodeId: node.id, name: a % 3 === 0 ? '' : `Step ${a}` };
    case 4:
      return 'from' in at
        ? { type: 'goto', ...at, to: a % 4 === 0 ? null : node.id, gotoId: `g${serial}` }
        : { type: 'note', nodeId: node.id, note: 'n' };
    case 5:
      return { type: 'settings', change: a % 2 === 0 ? { name: `Name ${a}` } : { description: `About ${a}` }, pointer: '/name' };
    case 6:
      return { type: 'trigger', trigger: { ...definition.trigger, config: { events: [`e${a}`] } } };
    case 7: {
      const nodes = [testNode(`p${serial}`, 'flow.if'), testNode(`q${serial}`)];
      return { type: 'paste', at, fragment: { nodes, edges: [{ from: `p${serial}`, outcome: 'yes', to: `q${serial}` }] } };
    }
    default:
      return { type: 'insert', at, node: testNode(`n${serial}`, types[b % types.length]) };
  }
}

describe('the command log', () => {
  it('undoes and redoes walks of 500 commands exactly', () => {
    const triple = fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 9_999 }), fc.nat({ max: 9_999 }));
    fc.assert(
      fc.property(fc.array(triple, { minLength: 500, maxLength: 500 }), (walk) => {
        let history: History = startHistory(testDefinition([], []));
        const states = [history.definition];
        for (const [serial, step] of walk.entries()) {
          const recorded = record(history, commandFor(history.definition, step, serial), around(serial * 10_000));
          if (!recorded.ok || !recorded.changed) continue;
          history = recorded.history;
          states.push(history.definition);
          wellFormed(history.definition);
        }
        for (const state of states.slice(0, -1).toReversed()) {
          history = undo(history)?.history ?? history;
          expect(history.definition).toEqual(state);
        }
        expect(undo(history)).toBeNull();
        for (const state of states.slice(1)) {
          history = redo(history)?.history ?? history;
          expect(history.definition).toEqual(state);
        }
        expect(redo(history)).toBeNull();
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('survives being stored as JSON', () => {
    let history = startHistory(testDefinition([], []));
    for (const serial of [1, 2, 3]) {
      const recorded = record(history, commandFor(history.definition, [9, serial, serial], serial), around(serial));
      if (recorded.ok) history = recorded.history;
    }
    const restored = JSON.parse(JSON.stringify(history)) as History;
    expect(undo(undo(restored)?.history ?? restored)?.history.definition).toEqual(
      undo(undo(history)?.history ?? history)?.history.definition,
    );
  });

  it('keeps typing in one field together until a pause or a blur', () => {
    const start = startHistory(testDefinition([testNode('a')], [{ from: 'trigger', outcome: 'next', to: 'a' }]));
    const type = (history: History, name: string, now: number) => {
      const recorded = record(history, { type: 'rename', nodeId: 'a', name }, around(now));
      return recorded.ok ? recorded.history : history;
    };
    const typed = type(type(type(start, 'H', 0), 'He', 300), 'Hel', 900);
    expect(typed.undo).toHaveLength(1);
    expect(undo(typed)?.history.definition).toEqual(start.definition);
    expect(type(typed, 'Hell', 1_800).undo).toHaveLength(2);
    expect(type(sealed(typed), 'Hell', 950).undo).toHaveLength(2);
  });

  it('is 500 deep and forgets the oldest', () => {
    let history = startHistory(testDefinition([], []));
    for (let serial = 0; serial < 520; serial += 1) {
      const recorded = record(history, { type: 'settings', change: { name: `Name ${serial}` } }, around(serial));
      if (recorded.ok) history = recorded.history;
    }
    expect(history.undo).toHaveLength(500);
  });

  it('does not note what changes nothing', () => {
    const start = startHistory(testDefinition([], []));
    const recorded = record(start, { type: 'settings', change: { name: 'Test' } }, around(0));
    expect(recorded.ok && recorded.changed).toBe(false);
  });
});

/** No edge from or to nowhere, no second edge from one outcome, and the layout can draw it. */
function wellFormed(definition: AutomationDefinition): void {
  const ids = new Set([definition.trigger.id, ...definition.nodes.map((node) => node.id)]);
  expect(ids.size).toBe(definition.nodes.length + 1);
  const keys = new Set<string>();
  for (const edge of definition.edges) {
    expect(ids.has(edge.from) && ids.has(edge.to)).toBe(true);
    expect(outcomesOf(definition, edge.from, testCatalogue)).toContain(edge.outcome);
    keys.add(`${edge.from} ${edge.outcome}`);
  }
  expect(keys.size).toBe(definition.edges.length);
  if (definition.nodes.length % 25 !== 0) return;
  const nodes = [...ids].map((id) => ({ id, height: 64, outcomes: outcomesOf(definition, id, testCatalogue) }));
  expect(layOut({ root: definition.trigger.id, nodes, edges: definition.edges }).nodes.size).toBe(ids.size);
}
