// `npm run differential`: the simulator against the product, on random automations.
import { launch } from './start.mjs';

await launch('../test/differential/main.ts');
