import { StatusChip } from '../../../components/status-chip.tsx';
import type { AutomationSummary } from '../api/automations-api.ts';

/** The one word that matters most: trouble, else what state it is in. */
export function HealthChip({ automation }: { automation: Pick<AutomationSummary, 'status' | 'health'> }) {
  if (automation.status !== 'active') return <StatusChip of="automation" value={automation.status} />;
  return <StatusChip of="health" value={automation.health} />;
}

/** The worst first: what fails, what is silent, what is held; then by name. */
export function byUrgency(a: AutomationSummary, b: AutomationSummary): number {
  return rank(a) - rank(b) || b.counts.held - a.counts.held || a.name.localeCompare(b.name);
}

function rank({ status, health }: AutomationSummary): number {
  if (status === 'active') return { failing: 0, silent: 1, draft_changed: 3, ok: 4 }[health];
  return { paused: 2, draft: 5, archived: 6 }[status];
}
