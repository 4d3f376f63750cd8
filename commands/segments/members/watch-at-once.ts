import type { CommandFrame } from '../../lib/run-command.ts';
import { runCommand } from '../../lib/run-command.ts';
import type { CommandDoors } from '../../lib/run-command.ts';
import { followSegment } from './follow-segment.ts';
import { startWatch, takeWatch } from './watch.ts';

/**
 * Notes who is in a segment now, in transactions of a page each, before an automation that listens to it goes live: from that instant on
 * everybody who comes in or leaves is told of, and nobody else.
 */
export async function watchAtOnce(db: CommandDoors, frame: CommandFrame, segmentId: string): Promise<void> {
  const options = { repeatable: true } as const;
  await runCommand(db, frame, (trx, context) => startWatch(trx, context, segmentId), options);
  for (let ready = false; !ready; ) {
    ready = await runCommand(
      db,
      frame,
      async (trx, context) => {
        await followSegment(trx, context, segmentId);
        const watch = await takeWatch(trx, context, segmentId);
        return watch === null || (watch.noted.ready && watch.noted.meaning === watch.meaning);
      },
      options,
    );
  }
}
