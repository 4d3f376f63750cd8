/** A piece of a sentence: plain words, or a value drawn as a pill. */
export interface Part {
  readonly text: string;
  readonly pill: boolean;
  /** The author has not chosen yet: drawn with `!`. */
  readonly unset: boolean;
}

export interface Value {
  readonly text: string;
  readonly unset?: boolean;
  /** Part of the running text rather than a pill. */
  readonly plain?: boolean;
}

const mark = (index: number) => `\u2063${index}\u2063`;

/**
 * Fills a translated sentence so that its values stay apart from its words: the translator decides their order.
 * `translate` gets a placeholder per value and returns the sentence with them in it.
 */
export function fill(translate: (params: Record<string, string>) => string, values: Readonly<Record<string, Value>>): Part[] {
  const names = Object.keys(values);
  const sentence = translate(Object.fromEntries(names.map((name, index) => [name, mark(index)])));
  const parts: Part[] = [];
  for (const [position, piece] of sentence.split('\u2063').entries()) {
    const value = position % 2 === 1 ? values[names[Number(piece)] ?? ''] : undefined;
    if (value !== undefined) push(parts, { text: value.text, pill: !value.plain, unset: value.unset ?? false });
    else if (piece !== '') push(parts, { text: piece, pill: false, unset: false });
  }
  return parts;
}

function push(parts: Part[], part: Part): void {
  const last = parts.at(-1);
  if (last !== undefined && !last.pill && !part.pill && !last.unset && !part.unset)
    parts[parts.length - 1] = { ...last, text: last.text + part.text };
  else parts.push(part);
}

export function plainText(parts: readonly Part[]): string {
  return parts
    .map((part) => part.text)
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
