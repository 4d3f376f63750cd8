import { type Counts, doubledOf, lostOf } from './count.ts';

/** The last line of a smoke run. */
export interface SmokeResult {
  readonly rows: number;
  readonly imported: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly events: number;
  readonly runs: number;
  readonly tasksCreated: number;
  readonly runsSucceeded: number;
  readonly escalated: number;
  readonly emails: number;
  readonly providerDuplicates: number;
  readonly lost: number;
  readonly doubled: number;
  readonly seconds: number;
}

export interface Observed {
  readonly counts: Counts;
  readonly file: { readonly rows: number; readonly imported: number; readonly rejected: number; readonly duplicates: number };
  /** Message-ID -> how often the mail server took it. */
  readonly mails: ReadonlyMap<string, number>;
  readonly touches: number;
  readonly seconds: number;
}

export function resultOf({ counts, file, mails, seconds }: Observed): SmokeResult {
  const accepted = [...mails.values()].reduce((sum, times) => sum + times, 0);
  return {
    rows: file.rows,
    imported: counts.imported,
    rejected: file.rejected,
    duplicates: file.duplicates,
    events: counts.events,
    runs: counts.runs,
    tasksCreated: counts.tasksCreated,
    runsSucceeded: counts.runsSucceeded,
    escalated: counts.escalated,
    emails: mails.size,
    providerDuplicates: accepted - mails.size,
    lost: lostOf(counts) + Math.max(0, counts.escalated - mails.size),
    doubled: doubledOf(counts) + Math.max(0, mails.size - counts.escalated),
    seconds: Math.round(seconds * 10) / 10,
  };
}

/** Everything that does not add up, in sentences; empty when all is well. */
export function complaintsAbout(observed: Observed, result: SmokeResult): string[] {
  const { counts, file, touches } = observed;
  const sums: readonly (readonly [boolean, string])[] = [
    [result.lost === 0, `${result.lost} facts were lost: ${notZero(counts)}`],
    [result.doubled === 0, `${result.doubled} facts came about twice: ${notZero(counts)}`],
    [result.imported > 0, 'nothing was imported'],
    [result.imported === file.imported, `${result.imported} leads stand in the database, but the import says ${file.imported}`],
    [result.rows === file.imported + result.rejected + result.duplicates, 'rows are not the sum of imported, rejected and duplicates'],
    [result.runs === result.imported, `${result.runs} runs for ${result.imported} leads`],
    [result.tasksCreated === result.imported, `${result.tasksCreated} first-touch tasks for ${result.imported} leads`],
    [result.runsSucceeded === result.runs, `only ${result.runsSucceeded} of ${result.runs} runs succeeded`],
    [
      result.escalated === result.imported - touches,
      `${result.escalated} escalations, but ${result.imported - touches} leads were not touched`,
    ],
    [result.emails === result.escalated, `${result.emails} different e-mails for ${result.escalated} escalations`],
  ];
  return sums.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

function notZero(counts: Counts): string {
  return JSON.stringify(Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0)));
}

export function printTable(result: SmokeResult): void {
  for (const [name, value] of Object.entries(result)) console.log(`  ${name.padEnd(20)} ${String(value).padStart(10)}`);
}
