import { expect, test } from 'vitest';
import { findTemporalCli } from './temporal-cli.ts';

test('a TEMPORAL_CLI that is none is refused by name, never silently replaced', async () => {
  await expect(findTemporalCli('/bin/true')).rejects.toThrow(
    'TEMPORAL_CLI is "/bin/true", but that is not a Temporal CLI that runs on this machine.',
  );
  await expect(findTemporalCli('/nowhere/temporal')).rejects.toThrow('TEMPORAL_CLI is "/nowhere/temporal"');
});
