import { describe, expect, test } from 'vitest';
import { PlannedStatements } from './planned.ts';

const add = 'insert into leads (id, score) values (?, ?)';

function sent(planned: PlannedStatements, ...bindings: readonly unknown[]): string {
  const marks = bindings.map(() => '?').join(', ');
  return planned.sendable([{ sql: `select ${marks}`, bindings }]).texts.at(-1) ?? '';
}

describe('statements of one round trip', () => {
  test('are prepared once and executed with their values from then on', () => {
    const planned = new PlannedStatements();
    const first = planned.sendable([{ sql: add, bindings: ['a', 1] }, 'select 1', { sql: add, bindings: ['b', 2] }]);
    expect(first.texts).toEqual([
      'prepare cadenza_together_1 as insert into leads (id, score) values ($1, $2)',
      "execute cadenza_together_1 ('a', '1')",
      'select 1',
      "execute cadenza_together_1 ('b', '2')",
    ]);
    expect(first.places).toEqual([1, 2, 3]);
    first.carriedOut();
    expect(planned.sendable([{ sql: add, bindings: ['c', 3] }]).texts).toEqual(["execute cadenza_together_1 ('c', '3')"]);
  });

  test('get another name when what prepared them may have been undone', () => {
    const planned = new PlannedStatements();
    planned.sendable([{ sql: add, bindings: ['a', 1] }]);
    expect(planned.sendable([{ sql: add, bindings: ['a', 1] }]).texts[0]).toContain('prepare cadenza_together_2 as');
  });

  test('are let go when they become too many, or when their plans have grown old', () => {
    const planned = new PlannedStatements(1);
    planned.sendable([{ sql: 'select ?::int', bindings: [1] }]).carriedOut();
    planned.sendable([{ sql: 'select ?::text', bindings: [1] }]).carriedOut();
    const third = planned.sendable([{ sql: 'select ?::int', bindings: [2] }]);
    expect(third.texts).toEqual([
      'deallocate cadenza_together_1',
      'prepare cadenza_together_3 as select $1::int',
      "execute cadenza_together_3 ('2')",
    ]);
    expect(third.places).toEqual([2]);
    third.carriedOut();
    planned.forget();
    expect(planned.sendable(['select 1']).texts).toEqual(['deallocate cadenza_together_2', 'deallocate cadenza_together_3', 'select 1']);
  });
});

describe('values', () => {
  test('are texts of whatever type the statement asks for', () => {
    expect(sent(new PlannedStatements(), "o'k", 1, -2, null, true)).toBe("execute cadenza_together_1 ('o''k', '1', '-2', null, 'true')");
  });

  test('escape backslashes, so that no text ends a literal', () => {
    expect(sent(new PlannedStatements(), "\\' or true --")).toBe("execute cadenza_together_1 ( E'\\\\'' or true --')");
  });

  test('become arrays, JSON and instants', () => {
    const at = new Date('2026-11-21T09:00:00.000Z');
    expect(sent(new PlannedStatements(), ['a"b', 'c,d', null], { a: 1 }, at)).toBe(
      `execute cadenza_together_1 ( E'{"a\\\\"b","c,d",NULL}', '{"a":1}', '2026-11-21T09:00:00.000Z')`,
    );
  });

  test('leave escaped question marks to PostgreSQL', () => {
    const { texts } = new PlannedStatements().sendable([{ sql: "select data \\? 'key', ?", bindings: [1] }]);
    expect(texts).toEqual(["prepare cadenza_together_1 as select data ? 'key', $1", "execute cadenza_together_1 ('1')"]);
  });

  test('must be as many as there are marks', () => {
    const planned = new PlannedStatements();
    for (const bindings of [[], [1, 2], [undefined], [Number.NaN], [() => 1]]) {
      expect(() => planned.sendable([{ sql: 'select ?', bindings }])).toThrow(TypeError);
    }
  });
});
