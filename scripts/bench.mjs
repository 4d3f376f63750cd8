// `npm run bench`: how fast it is, compared on the spot.
import { launch } from './start.mjs';

await launch('./bench.ts');
