import { isOpen, nextWindow } from '../../domain/calendar/business-time.ts';
import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import { hoursFor } from '../../domain/automation/nodes/hours.ts';
import { windowCalendar } from '../../domain/automation/nodes/wait-until-window.ts';
import { instantOf, type Whose } from '../../domain/time.ts';
import type { MessageRow } from './message-row.ts';

/** Whether a message may go out at this moment. */
export type Gate =
  | { readonly kind: 'open' }
  | { readonly kind: 'later'; readonly until: Date; readonly why: string }
  | { readonly kind: 'never'; readonly why: string };

/** What has happened around the message since it was written. */
export interface GateFacts {
  readonly recordGone: boolean;
  /** Somebody has been in touch with the record since. */
  readonly touchedSince: boolean;
  readonly calendar: BusinessCalendar;
  /** Of the record's owner and their team, where the window asks for them. */
  readonly hours?: Readonly<Record<Whose, BusinessCalendar>> | undefined;
  readonly timeZone: string;
}

const pausedPauseMs = 60_000;

/**
 * Passed right before the provider, however long ago the step was. A pause holds, a cancelled run takes its messages with
 * it, a closed window defers. A message that was deferred and whose run has left early since does not go out; one whose run
 * simply came to its end does.
 */
export function messageGate(message: MessageRow, facts: GateFacts, now: Date): Gate {
  if (message.runStatus === 'cancelled') return { kind: 'never', why: 'The run was cancelled.' };
  if (message.runStatus === 'exited' && message.status === 'scheduled')
    return { kind: 'never', why: 'The run was left before the message could go out.' };
  if (facts.recordGone) return { kind: 'never', why: 'The record was deleted.' };
  if (message.consentClass === 'marketing' && facts.touchedSince) return { kind: 'never', why: 'Somebody has been in touch since.' };
  if (message.automationStatus === 'paused') {
    return { kind: 'later', until: new Date(now.getTime() + pausedPauseMs), why: 'The automation is paused.' };
  }
  if (message.notBefore !== null && message.notBefore > now) return { kind: 'later', until: message.notBefore, why: 'It is not due yet.' };
  return windowGate(message, facts, now);
}

function windowGate(message: MessageRow, facts: GateFacts, now: Date): Gate {
  if (message.sendWindow === null) return { kind: 'open' };
  const { sendWindow } = message;
  const hours = sendWindow.kind === 'business_hours' ? hoursFor(facts, sendWindow.whose) : facts.calendar;
  const calendar = windowCalendar(sendWindow, hours, facts.timeZone);
  if (isOpen(calendar, instantOf(now))) return { kind: 'open' };
  const opening = nextWindow(calendar, instantOf(now));
  return opening.ok
    ? { kind: 'later', until: new Date(opening.instant), why: 'The send window is closed.' }
    : { kind: 'never', why: opening.problem };
}
