import { estimate } from '../../compile/estimate.ts';
import { diagnose } from '../diagnose.ts';
import type { Check } from '../model.ts';

/** A history goes on in a new one long before; a run that would need very many of them is a mistake in its loops. */
const mostEvents = 50_000;

/** More events in one run's history than anybody means. Loops without a bound are told of by themselves. */
export const checkSize: Check = ({ graph, scopes }) => {
  const { maxEvents } = estimate(graph, scopes);
  return maxEvents === null || maxEvents <= mostEvents
    ? []
    : [diagnose('AUT-009', { nodeId: null, pointer: '/nodes' }, { events: maxEvents, max: mostEvents })];
};
