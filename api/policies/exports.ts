import { needs } from './policy.ts';

/** One right for all of it: whoever may not take records out has nothing to look at either. */
export const exportPolicy = needs('exports.write');
