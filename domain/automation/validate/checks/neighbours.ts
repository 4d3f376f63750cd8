import { analyse } from '../../analysis/analyse.ts';
import { footprintOf } from '../../analysis/footprint.ts';
import type { Check } from '../model.ts';

/** How the automation gets on with those that are at work. Silent where nobody told of them. */
export const checkNeighbours: Check = ({ normalized, context }) => {
  const { neighbours } = context;
  if (neighbours === undefined) return [];
  return analyse({ id: neighbours.self ?? '', name: normalized.definition.name, footprint: footprintOf(normalized) }, neighbours.others);
};
