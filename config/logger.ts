import pino, { type Logger } from 'pino';

export type { Logger };

/** Nothing of this kind is ever written to a log, wherever in the object it lies. */
const SECRETS = ['password', 'token', 'secret', 'authorization', 'cookie', 'apiKey'];
const REDACT = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `req.headers["${name}"]`]);

/** The log of one component: a JSON object a line on standard output, with the component's name and ISO instants. */
export function createLogger(component: string, level: string): Logger {
  return pino({
    level,
    base: { component },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACT, censor: '[secret]' },
  });
}
