import type { Condition, Operator } from '../../../../domain/expressions/ast.ts';
import type { ListEntity } from '../../../../domain/records/list-entities.ts';
import { useSession } from '../../lib/session/session.tsx';
import { useTimeZone } from '../../lib/use-formats.ts';
import { conditionOf } from '../views/condition-text.ts';
import type { BulkSelection } from './bulk.ts';

export type Matching = Extract<BulkSelection, { kind: 'matching' }>;

/** How the parts of a list's address are meant, as conditions. */
const meanings: Readonly<Record<string, { readonly field: string; readonly operator: Operator }>> = {
  status: { field: 'status', operator: 'is_any_of' },
  source: { field: 'source', operator: 'is_any_of' },
  tag: { field: 'tags', operator: 'has_any_tag' },
  priority: { field: 'priority', operator: 'is_any_of' },
  kind: { field: 'kind', operator: 'is_any_of' },
};

/** All that a list shows at this moment, `more` beside what its address says; null where that says something a change cannot follow. */
export function useEverything(
  entity: ListEntity,
  url: Readonly<Record<string, string>>,
  ids: readonly string[],
  more: readonly Condition[] = [],
): Matching | null {
  const { me } = useSession();
  const timeZone = useTimeZone();
  const given = ids.filter((id) => url[id]);
  if (given.some((id) => !['q', 'filter', 'owner'].includes(id) && meanings[id] === undefined)) return null;
  const conditions = given.flatMap((id): Condition[] => {
    const meaning = meanings[id];
    if (meaning === undefined) return [];
    const left = { kind: 'field', path: `${entity}.${meaning.field}` } as const;
    return [{ kind: 'compare', left, operator: meaning.operator, right: { kind: 'literal', value: (url[id] ?? '').split(',') } }];
  });
  const own = conditionOf(url['filter']);
  const of = [...conditions, ...more, ...(own === null ? [] : [own])];
  const owner = url['owner'];
  return {
    kind: 'matching',
    timeZone,
    ...(of.length > 0 && { filter: { kind: 'all', of } }),
    ...(url['q'] && { q: url['q'] }),
    ...(owner && { ownerUserId: owner === 'me' ? me.user.id : owner === 'none' ? null : owner }),
  };
}
