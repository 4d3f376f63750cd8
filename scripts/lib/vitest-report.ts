import { readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Counts of one of Vitest's JSON reports. A file that could not even be loaded is a failure, and so is a test that was
 * skipped: it proves nothing.
 */
export function readVitestReport(file: string): Counts {
  const report = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const skipped = report.numPendingTests + report.numTodoTests;
  const failed = report.numFailedTests + skipped;
  return { passed: report.numPassedTests, failed: failed === 0 && report.numFailedTestSuites > 0 ? report.numFailedTestSuites : failed };
}
