/** What is known of how an automation gets along. */
export interface LivenessFacts {
  readonly status: 'draft' | 'active' | 'paused' | 'archived';
  readonly now: Date;
  readonly lastMatchAt: Date | null;
  /** When it was last made active or published: silence before that says nothing. */
  readonly liveSince: Date | null;
  /** Enrolments of the last 28 days. */
  readonly enrolled28d: number;
  /** Set by whoever answers for it; null: what is usual for it decides. */
  readonly silentAfterHours: number | null;
  readonly ended7d: number;
  readonly failed7d: number;
  /** Runs held because a step failed, or that do nothing although something is due. */
  readonly stuck: number;
}

export type AlertKind = 'silent' | 'failing' | 'stuck';

export interface Alert {
  readonly kind: AlertKind;
  /** A sentence. */
  readonly detail: string;
}

const hourMs = 3_600_000;
/** Fewer matches than this say nothing about what is usual. */
const usualMatches = 8;
/** Silence of this many usual gaps is no accident. */
const gaps = 4;
const failingShare = 0.1;

/** After how many hours without a match something is wrong; null: nobody can say. */
export function silentAfter(facts: Pick<LivenessFacts, 'enrolled28d' | 'silentAfterHours'>): number | null {
  if (facts.silentAfterHours !== null) return facts.silentAfterHours;
  if (facts.enrolled28d < usualMatches) return null;
  return Math.max(24, Math.ceil((gaps * 28 * 24) / facts.enrolled28d));
}

/** Everything that is wrong with it at this moment. */
export function alertsOf(facts: LivenessFacts): readonly Alert[] {
  const alerts: Alert[] = [];
  const hours = silentAfter(facts);
  const since = Math.max(facts.lastMatchAt?.getTime() ?? 0, facts.liveSince?.getTime() ?? 0);
  if (facts.status === 'active' && hours !== null && since > 0 && facts.now.getTime() - since > hours * hourMs) {
    const quiet = Math.floor((facts.now.getTime() - since) / hourMs);
    alerts.push({ kind: 'silent', detail: `Nothing has matched for ${quiet} hours; expected is something every ${hours} hours.` });
  }
  if (facts.stuck > 0 && facts.status !== 'paused') {
    alerts.push({ kind: 'stuck', detail: facts.stuck === 1 ? 'One run stands still.' : `${facts.stuck} runs stand still.` });
  }
  if (facts.failed7d > 0 && facts.failed7d >= facts.ended7d * failingShare) {
    alerts.push({ kind: 'failing', detail: `${facts.failed7d} of ${facts.ended7d} runs failed within seven days.` });
  }
  return alerts;
}
