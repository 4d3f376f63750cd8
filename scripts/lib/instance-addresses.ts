import { readRunState } from './run-state.ts';

/** How to reach the servers of the instance that runs on a data folder, as variables; empty when none runs there. */
export function addressesOf(dataDir: string): Readonly<Record<string, string>> {
  const urls = readRunState(dataDir)?.urls;
  if (urls === undefined) return {};
  const found = { DATABASE_URL: urls['database'], TEMPORAL_ADDRESS: urls['temporal'], BUILD_ID: urls['build'] };
  return Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}
