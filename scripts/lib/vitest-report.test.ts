import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readVitestReport } from './vitest-report.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadenza-report-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const none = { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };

test.each([
  ['all passed', { ...none, numPassedTests: 7 }, { passed: 7, failed: 0 }],
  ['some failed', { ...none, numPassedTests: 5, numFailedTests: 2, numFailedTestSuites: 1 }, { passed: 5, failed: 2 }],
  ['a file could not be loaded', { ...none, numPassedTests: 5, numFailedTestSuites: 1 }, { passed: 5, failed: 1 }],
  ['a skipped test proves nothing', { ...none, numPassedTests: 5, numPendingTests: 1 }, { passed: 5, failed: 1 }],
])('%s', (_what, report, counts) => {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  expect(readVitestReport(file)).toEqual(counts);
});
