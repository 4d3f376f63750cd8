import fc from 'fast-check';
import type { Condition, Expression, FunctionName, Operator, RelatedCount, ValueType } from '../../../domain/expressions/ast.ts';
import { countOperators, periods } from '../../../domain/expressions/ast.ts';
import { comparesWith } from '../../../domain/expressions/check.ts';
import type { Json } from '../../../domain/json.ts';
import type { Catalogue, CatalogueType, Field } from '../../../domain/records/field-catalogue.ts';
import { operatorsOf } from '../../../domain/records/field-catalogue.ts';

/** Texts that are stored and asked for: cases, accents composed and not, scripts without case, wildcards, quotes. */
export const awkwardTexts: readonly string[] = [
  'ada',
  'ADA Byron',
  'Élodie',
  'e\u0301lodie',
  'STRASSE',
  'Straße',
  'ΟΔΟΣ',
  'οδος',
  'İstanbul',
  'istanbul',
  'مرحبا',
  '日本語',
  '😀 smile',
  '100%_done',
  "o'brien \\ co",
  '"quoted"',
  'a',
];

const instants = (now: number): readonly string[] =>
  [-400, -31.5, -8.5, -6.5, -1.5, -0.3, 0.3, 1.5, 6.5, 8.5, 40].map((days) => new Date(now + days * 86_400_000).toISOString());
export const dates = (now: number): readonly string[] => instants(now).map((one) => one.slice(0, 10));

function valueFor(type: ValueType, operator: Operator, field: Field, now: number, users: readonly string[]): fc.Arbitrary<Json> {
  const one = single(type, field, now, users);
  switch (operator) {
    case 'within_last':
    case 'within_next':
      return fc.record({ amount: fc.constantFrom(1, 2, 7, 30), unit: fc.constantFrom('hours', 'days', 'weeks') });
    case 'in_period':
      return fc.constantFrom(...periods);
    case 'between':
      return fc.tuple(one, one);
    case 'is_any_of':
    case 'is_none_of':
    case 'has_any_tag':
    case 'has_no_tag':
      return fc.array(one, { maxLength: 3 });
    default:
      return one;
  }
}

function single(type: ValueType, field: Field, now: number, users: readonly string[]): fc.Arbitrary<Json> {
  switch (type) {
    case 'number':
    case 'currency':
      return fc.constantFrom<Json>(0, 1, 5, 10, '10', 99.5, 5000, -3);
    case 'boolean':
      return fc.boolean();
    case 'date':
      return fc.constantFrom(...dates(now));
    case 'datetime':
      return fc.constantFrom(...dates(now), ...instants(now));
    case 'select':
    case 'multiselect':
      return fc.constantFrom(...(field.options ?? [{ value: 'x' }]).map((option) => option.value));
    case 'user':
      return fc.constantFrom(...users);
    case 'tags':
      return fc.constantFrom('Hot', 'hot', 'ÉTÉ', 'cold', 'never');
    default:
      return fc.constantFrom<Json>(...awkwardTexts, '', 5);
  }
}

/** Any condition about a kind of record that a list can answer. */
export function conditionsAbout(
  catalogue: Catalogue,
  subject: CatalogueType,
  now: number,
  users: readonly string[],
  segments: readonly string[] = [],
): fc.Arbitrary<Condition> {
  const inSegments = segments.map((segment) => fc.constant<Condition>({ kind: 'segment', segment }));
  return about([subject], 3);

  function about(roots: readonly CatalogueType[], depth: number): fc.Arbitrary<Condition> {
    const leaves = [comparison(roots), comparison(roots), comparison(roots), ...inSegments];
    if (depth === 0) return fc.oneof(...leaves);
    const group = fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const, 'none' as const),
      of: fc.array(fc.oneof({ depthSize: 'small' }, ...leaves), { maxLength: 3 }),
    });
    return fc.oneof(...leaves, group, related(roots, depth - 1), related(roots, depth - 1));
  }

  function comparison(roots: readonly CatalogueType[]): fc.Arbitrary<Condition> {
    const paths = roots.flatMap((root) => pathsOf(root));
    return fc.constantFrom(...paths).chain(({ path, field }) =>
      fc.constantFrom(...operatorsOf[field.type]).chain((operator) => {
        const left = { kind: 'field', path } as const;
        if (operator === 'is_set' || operator === 'is_not_set') return fc.constant<Condition>({ kind: 'compare', left, operator });
        const value = valueFor(field.type, operator, field, now, users).map((one): Expression => ({ kind: 'literal', value: one }));
        const fitting = paths.filter((other) => comparesWith(operator, field.type, other.field.type));
        const right = fitting.length === 0 ? value : fc.oneof({ weight: 2, arbitrary: value }, fc.constantFrom(...fitting).chain(besides));
        return right.map((side): Condition => ({ kind: 'compare', left, operator, right: side }));
      }),
    );
  }

  /** Another field as it is, or moved by a time or a number. */
  function besides({ path, field }: { readonly path: string; readonly field: Field }): fc.Arbitrary<Expression> {
    const other = { kind: 'field', path } as const;
    const call = (fn: FunctionName, value: Json): Expression => ({ kind: 'call', fn, args: [other, { kind: 'literal', value }] });
    if (field.type === 'date' || field.type === 'datetime') {
      const spans = fc.record({ amount: fc.constantFrom(-30, -1, 1, 9), unit: fc.constantFrom('hours', 'days', 'weeks') });
      return fc.oneof(
        fc.constant(other),
        spans.map((span) => call('add_duration', span)),
      );
    }
    if (field.type !== 'number' && field.type !== 'currency') return fc.constant(other);
    const sums = fc.tuple(fc.constantFrom('add' as const, 'subtract' as const), fc.constantFrom(1, 0.1, '5', -10));
    return fc.oneof(
      fc.constant(other),
      sums.map(([fn, by]) => call(fn, by)),
    );
  }

  function pathsOf(root: CatalogueType): readonly { readonly path: string; readonly field: Field }[] {
    const record = catalogue[root];
    const through = record.relations.flatMap((relation) => [
      ...catalogue[relation.to].fields.map((field) => ({ path: `${root}.${relation.key}.${field.key}`, field })),
      ...catalogue[relation.to].relations.flatMap((next) =>
        catalogue[next.to].fields.map((field) => ({ path: `${root}.${relation.key}.${next.key}.${field.key}`, field })),
      ),
    ]);
    return [...record.fields.map((field) => ({ path: `${root}.${field.key}`, field })), ...through].filter(
      ({ field }) => field.type !== 'reference' && field.key !== 'id',
    );
  }

  function related(roots: readonly CatalogueType[], depth: number): fc.Arbitrary<Condition> {
    const lists = roots.flatMap((root) => [
      ...catalogue[root].lists.map((list) => ({ path: `${root}.${list.key}`, to: list.to })),
      ...catalogue[root].relations.flatMap((relation) =>
        catalogue[relation.to].lists.map((list) => ({ path: `${root}.${relation.key}.${list.key}`, to: list.to })),
      ),
    ]);
    if (lists.length === 0) return comparison(roots);
    const counts: fc.Arbitrary<RelatedCount | undefined> = fc.option(
      fc.record({ operator: fc.constantFrom(...countOperators), value: fc.nat(3) }),
      { nil: undefined },
    );
    return fc.tuple(fc.constantFrom(...lists), counts).chain(([list, count]) =>
      fc.option(about([list.to, ...roots.filter((root) => root !== list.to)], depth), { nil: undefined }).map(
        (where): Condition => ({
          kind: 'related',
          list: list.path,
          ...(where === undefined ? {} : { where }),
          ...(count === undefined ? {} : { count }),
        }),
      ),
    );
  }
}
