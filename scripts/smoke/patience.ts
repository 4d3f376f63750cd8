/** It went on for so long without anything new. */
const patienceMs = 180_000;

/**
 * Bounds a wait of unknown length: as long as what is seen changes, it may take its time; when nothing has changed for
 * three minutes, the thing is stuck and the run says so instead of waiting for ever.
 */
export function patience(what: string, extraMs = 0): (seen: unknown) => void {
  let last = '';
  let since = Date.now();
  return (seen) => {
    const now = JSON.stringify(seen);
    if (now !== last) [last, since] = [now, Date.now()];
    else if (Date.now() - since > patienceMs + extraMs)
      throw new Stuck(`${what}: nothing has changed for ${Math.round((Date.now() - since) / 1000)} s.`);
  };
}

/** Something did not come to its end. The message is a sentence for people. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}
