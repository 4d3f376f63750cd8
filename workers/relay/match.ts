import { clockEvents } from '../../commands/automations/clocks/clock.ts';
import type { Candidate, LiveVersion } from '../../commands/automations/lib/enrolment.ts';
import type { StoredEvent } from '../../domain/events.ts';
import type { RecordRef, SubjectType } from '../../domain/records/record-types.ts';
import type { OpenVersion } from './read-turn.ts';

/** Which versions were open for which events: by event number alone, so no clock can disagree about it. */
export function candidatesOf(events: readonly StoredEvent[], versions: readonly OpenVersion[]): readonly Candidate[] {
  return events.flatMap((event) => {
    const open = versions.flatMap((version) => (isOpenFor(version, event) ? [version.live] : []));
    return withCanaries(open).map((live) => ({ live, subject: subjectFor(live.plan.subject, event), source: 'event' as const, event }));
  });
}

/** A canary is asked before the version in force; alone it stands only where that one does not listen. */
function withCanaries(open: readonly LiveVersion[]): readonly LiveVersion[] {
  const canaries = open.filter((live) => live.trial === true);
  if (canaries.length === 0) return open;
  const inForce = open.filter((live) => live.trial !== true);
  const alone = canaries.filter((canary) => !inForce.some((live) => live.automationId === canary.automationId));
  return [
    ...inForce.map((live) => {
      const canary = canaries.find((one) => one.automationId === live.automationId);
      return canary === undefined ? live : { ...live, canary };
    }),
    ...alone,
  ];
}

function isOpenFor(version: OpenVersion, event: StoredEvent): boolean {
  if (isOthers(version, event)) return false;
  const id = BigInt(event.id);
  return version.events.has(event.type) && id > version.openedAt && (version.closedAt === null || id < version.closedAt);
}

/** What an automation's own clock tells is meant for that automation alone. */
function isOthers({ live }: OpenVersion, { type, data }: StoredEvent): boolean {
  return clockEvents.some((one) => one === type) && data?.automationId !== live.automationId;
}

/** The event's own record, or the first related one of the automation's kind: the lead of a completed task. */
function subjectFor(type: SubjectType, event: StoredEvent): RecordRef | null {
  if (event.subject.type === type) return event.subject;
  return event.related?.find((record) => record.type === type) ?? null;
}
