import { createHash } from 'node:crypto';
import { createVault } from '../../commands/credentials/vault.ts';

/** A vault for tests, which keep nothing: its key follows from a word. */
export const testVault = createVault([{ id: 'test', key: createHash('sha256').update('test').digest() }]);
