import { auth } from '../features/auth/feature.ts';
import type { FeatureModule } from '../lib/feature.ts';

/** Every feature the frame knows: one line each. Its navigation, routes, New entries and live keys come with it. */
export const features: readonly FeatureModule[] = [auth];
