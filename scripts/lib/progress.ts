/** Where a long piece of work tells people how it goes. */
export interface Progress {
  /** One line. */
  readonly say: (line: string) => void;
  /** Runs the work under a title; work that takes long shows that it goes on. */
  readonly step: <T>(title: string, work: (note: (text: string) => void) => Promise<T>) => Promise<T>;
}

const SHOW_AFTER = 1_500;
const REPEAT = 5_000;

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

export function consoleProgress(write: (line: string) => void = (line) => console.log(line)): Progress {
  return {
    say: write,
    step: async (title, work) => {
      const started = Date.now();
      let latest = '';
      const tick = () => write(`  … ${title}${latest === '' ? '' : `: ${latest}`} (${seconds(started)})`);
      const first = setTimeout(tick, SHOW_AFTER);
      const again = setInterval(tick, REPEAT);
      try {
        const result = await work((text) => (latest = text));
        write(`  ✓ ${title} (${seconds(started)})`);
        return result;
      } finally {
        clearTimeout(first);
        clearInterval(again);
      }
    },
  };
}

/** For tests and programs that print their own figures. */
export const silentProgress: Progress = { say: () => undefined, step: (_title, work) => work(() => undefined) };
