import { expect, test } from 'vitest';
import type { PriorityItem } from '../../../../api/contracts/home.ts';
import { filterItems, groupItems } from './priorities.ts';

const item = (id: string, more: Partial<PriorityItem>): PriorityItem => ({
  id,
  kind: 'task',
  group: 'today',
  title: id,
  reason: { key: 'task_due_today', params: {} },
  requiredAction: 'complete_task',
  dueAt: null,
  overdueMinutes: 0,
  task: null,
  record: null,
  lead: null,
  madeBy: null,
  ...more,
});
const items = [
  item('late', { group: 'late', record: { type: 'lead', id: '1', name: 'Dana' } }),
  item('today', {}),
  item('lead', { kind: 'lead', group: 'no_next_step', record: { type: 'lead', id: '2', name: 'Omar' } }),
];
const ids = (list: readonly PriorityItem[]) => list.map(({ id }) => id);

test('tabs narrow the list and keep its order', () => {
  expect(ids(filterItems(items, 'all'))).toEqual(['late', 'today', 'lead']);
  expect(ids(filterItems(items, 'tasks'))).toEqual(['late', 'today']);
  expect(ids(filterItems(items, 'leads'))).toEqual(['late', 'lead']);
  expect(ids(filterItems(items, 'noNextStep'))).toEqual(['lead']);
});

test('groups come in their fixed order, empty ones not at all', () => {
  expect(groupItems([...items].reverse()).map(({ group }) => group)).toEqual(['late', 'today', 'no_next_step']);
});
