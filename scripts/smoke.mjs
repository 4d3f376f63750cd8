// `npm run smoke`: the main job on real leads, counted from the database.
import { launch } from './start.mjs';

await launch('./smoke.ts');
