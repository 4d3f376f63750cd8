// `npm run reconcile`: rebuilds in Temporal whatever PostgreSQL says should be open.
import { launch } from './start.mjs';

await launch('./reconcile.ts');
