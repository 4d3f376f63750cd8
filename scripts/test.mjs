// `npm test` and its parts: from nothing but Node and npm to a verdict.
import { launch } from './start.mjs';

await launch('./test.ts');
