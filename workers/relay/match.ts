import type { Candidate } from '../../commands/automations/lib/enrolment.ts';
import type { StoredEvent } from '../../domain/events.ts';
import type { RecordRef, SubjectType } from '../../domain/records/record-types.ts';
import type { OpenVersion } from './read-turn.ts';

/** Which versions were open for which events: by event number alone, so no clock can disagree about it. */
export function candidatesOf(events: readonly StoredEvent[], versions: readonly OpenVersion[]): readonly Candidate[] {
  return events.flatMap((event) =>
    versions
      .filter((version) => isOpenFor(version, event))
      .map((version) => ({
        live: version.live,
        subject: subjectFor(version.live.plan.subject, event),
        source: 'event' as const,
        event,
      })),
  );
}

function isOpenFor(version: OpenVersion, event: StoredEvent): boolean {
  const id = BigInt(event.id);
  return version.events.has(event.type) && id > version.openedAt && (version.closedAt === null || id < version.closedAt);
}

/** The event's own record, or the first related one of the automation's kind: the lead of a completed task. */
function subjectFor(type: SubjectType, event: StoredEvent): RecordRef | null {
  if (event.subject.type === type) return event.subject;
  return event.related?.find((record) => record.type === type) ?? null;
}
