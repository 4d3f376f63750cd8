// Removes everything an instance keeps.
import { launch } from './start.mjs';

await launch('./reset.ts');
