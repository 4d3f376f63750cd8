/** One press, e.g. `shift+p`, `mod+k`, `?`, `Enter`; a sequence is several with spaces between: `g h`. `mod` is Cmd on a Mac, else Ctrl. */
export type Combo = string;

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export const onMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

/** The press in the words of a combo. Shift is named only where it does not already change the key, as it does for `?`. */
export function pressOf(event: Press): string {
  const parts: string[] = [];
  if (onMac ? event.metaKey : event.ctrlKey) parts.push('mod');
  if (event.altKey) parts.push('alt');
  const letter = /^[a-z]$/i.test(event.key);
  if (event.shiftKey && (letter || event.key.length > 1)) parts.push('shift');
  parts.push(letter ? event.key.toLowerCase() : event.key === ' ' ? 'Space' : event.key);
  return parts.join('+');
}

/** True for combos without a modifier and with a printable key: those a reader may switch off. */
export function isSingleKey(combo: Combo): boolean {
  return combo.split(' ').every((press) => !/^(mod|alt)\+/.test(press) && /^.$/u.test(press.split('+').at(-1) ?? ''));
}

const shown: Record<string, string> = {
  mod: onMac ? '⌘' : 'Ctrl',
  alt: onMac ? '⌥' : 'Alt',
  shift: onMac ? '⇧' : 'Shift',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** The parts to draw as keys: a list of presses, each a list of keys held together. */
export function comboParts(combo: Combo): string[][] {
  return combo.split(' ').map((press) => press.split('+').map((key) => shown[key] ?? (key.length === 1 ? key.toUpperCase() : key)));
}
