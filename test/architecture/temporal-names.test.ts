import { expect, test } from 'vitest';
import { type SearchAttributeType, temporalConfig } from '../../config/temporal.ts';
import { searchAttributes } from '../../workflows/contracts/search-attributes.ts';
import { taskQueues } from '../../workflows/contracts/task-queues.ts';

const IN_CODE: Readonly<Record<SearchAttributeType, string>> = {
  Text: 'TEXT',
  Keyword: 'KEYWORD',
  Int: 'INT',
  Double: 'DOUBLE',
  Bool: 'BOOL',
  Datetime: 'DATETIME',
  KeywordList: 'KEYWORD_LIST',
};

test('temporal.yaml and the code know the same search attributes with the same types', () => {
  const inCode = Object.values(searchAttributes).map(({ name, type }) => [name, type]);
  const inFile = Object.entries(temporalConfig().searchAttributes).map(([name, type]) => [name, IN_CODE[type]]);
  expect(Object.fromEntries(inCode)).toEqual(Object.fromEntries(inFile));
});

test('temporal.yaml and the code know the same task queues', () => {
  expect(Object.values(taskQueues).toSorted()).toEqual(Object.keys(temporalConfig().taskQueues).toSorted());
});
