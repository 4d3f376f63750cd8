/** What a code means. `message` holds `{params}`; `help` says what to do about it. Codes are stable for ever: never reused, never renumbered. */
export interface CodeSpec {
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly help: string;
}

export function error(title: string, message: string, help: string): CodeSpec {
  return { severity: 'error', title, message, help };
}

export function warning(title: string, message: string, help: string): CodeSpec {
  return { severity: 'warning', title, message, help };
}
