import { z } from 'zod';

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}` });
}

const flag = oneOf(['true', 'false']).transform((value) => value === 'true');

function wholeNumber(least: number, most: number) {
  const sentence = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, sentence)
    .transform(Number)
    .refine((value) => value >= least && value <= most, sentence);
}

function urlOf(protocols: readonly string[]) {
  const sentence = `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), sentence);
}

const text = z.string().min(1, 'must not be empty');
const hostAndPort = z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'must look like host:port');

export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly group: string;
  readonly description: string;
  readonly schema: Schema;
  /** As one would write it in the environment; none: the variable may be absent and is then `undefined`. */
  readonly fallback?: string;
  /** Never printed. */
  readonly secret?: boolean;
}

interface Details {
  readonly secret?: boolean;
}

function withDefault<Schema extends z.ZodType<unknown, string>>(
  group: string,
  fallback: string,
  schema: Schema,
  description: string,
  details: Details = {},
) {
  return { group, description, schema, fallback, ...details };
}

function optional<Schema extends z.ZodType<unknown, string>>(group: string, schema: Schema, description: string, details: Details = {}) {
  return { group, description, schema: schema.optional(), ...details };
}

/** Every environment variable Cadenza knows, in the order of docs/configuration.md. Nothing else reads the environment. */
export const VARIABLES = {
  DATA_DIR: withDefault(
    'Instance',
    '.cadenza',
    text,
    'Folder of everything an instance keeps: database, Temporal, files, mail, state. `--data` says the same.',
  ),
  LOG_LEVEL: withDefault(
    'Instance',
    'info',
    oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'Least severity that is logged.',
  ),
  DEMO_DATA: withDefault('Instance', 'true', flag, 'Whether a new database gets the demo tenant.'),
  PUBLIC_URL: optional(
    'API',
    urlOf(['http:', 'https:']),
    'Address under which people reach Cadenza; used in links of messages. Default: where the API listens.',
  ),
  API_HOST: withDefault('API', '127.0.0.1', text, 'Address the API listens on; `0.0.0.0` for all.'),
  API_PORT: withDefault(
    'API',
    '3000',
    wholeNumber(0, 65_535),
    'Port of the API and the browser application; 0 means any. `npm start` takes the next free one.',
  ),
  TRUST_PROXY: withDefault('API', 'false', flag, 'Whether the `X-Forwarded-*` headers of a proxy in front are believed.'),
  COOKIE_SECURE: withDefault(
    'API',
    'false',
    flag,
    'Whether session cookies are sent over HTTPS only. Set it whenever PUBLIC_URL is https.',
  ),
  SESSION_IDLE_MINUTES: withDefault('Sign-in', '60', wholeNumber(1, 10_080), 'A session ends after this many minutes without a request.'),
  SESSION_ABSOLUTE_HOURS: withDefault(
    'Sign-in',
    '12',
    wholeNumber(1, 720),
    'A session ends this many hours after sign-in, whatever happens.',
  ),
  ACCESS_TOKEN_MINUTES: withDefault('Sign-in', '15', wholeNumber(1, 1_440), 'How long an API client’s access token is good for.'),
  REFRESH_TOKEN_DAYS: withDefault(
    'Sign-in',
    '30',
    wholeNumber(1, 365),
    'An API client’s refresh token, unless it is exchanged for the next one, ends after so many days, and the session with it.',
  ),
  REFRESH_GRACE_SECONDS: withDefault(
    'Sign-in',
    '10',
    wholeNumber(0, 60),
    'For so long a refresh token that was just exchanged gives the same next one again: for answers that were lost and for two at once. After that it counts as stolen.',
  ),
  LOGIN_MAX_FAILURES: withDefault('Sign-in', '5', wholeNumber(1, 100), 'Failed sign-ins in a row that lock an account.'),
  LOGIN_LOCKOUT_MINUTES: withDefault('Sign-in', '15', wholeNumber(1, 1_440), 'How long a locked account stays locked.'),
  PLAN_OF_NEW_WORKSPACES: withDefault(
    'Instance',
    'unlimited',
    oneOf(['free', 'starter', 'growth', 'unlimited']),
    'Plan of workspaces that sign themselves up.',
  ),
  PLANS_MANAGED_BY: withDefault(
    'Instance',
    'workspace',
    oneOf(['workspace', 'operator']),
    'Who changes the plans of workspaces: their own admins, or only the operator (`npx tsx scripts/plan.ts`).',
  ),
  LOGIN_SLOW_AFTER: withDefault(
    'Sign-in',
    '20',
    wholeNumber(1, 10_000_000),
    'Failed sign-ins from one address, on whichever accounts and within the minutes of a lock, after which it may try once in ten seconds.',
  ),
  UPLOAD_MAX_BYTES: withDefault('API', '104857600', wholeNumber(1_024, 2_147_483_647), 'Largest file that may be uploaded, in bytes.'),
  RATE_LIMIT_PER_MINUTE: withDefault('API', '1200', wholeNumber(1, 10_000_000), 'Requests a signed-in user may make in a minute.'),
  RATE_LIMIT_SIGN_IN_PER_MINUTE: withDefault(
    'Sign-in',
    '20',
    wholeNumber(1, 10_000_000),
    'Attempts to sign in or sign up an address may make in a minute.',
  ),
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: withDefault(
    'API',
    '120',
    wholeNumber(1, 10_000_000),
    'Requests an address may make in a minute without being signed in.',
  ),
  DATABASE_URL: optional(
    'PostgreSQL',
    urlOf(['postgres:', 'postgresql:']),
    'A PostgreSQL (15 or newer) of your own, with the role CREATEROLE. Default: `npm start` brings one.',
    { secret: true },
  ),
  DATABASE_POOL: optional(
    'PostgreSQL',
    wholeNumber(2, 500),
    'Connections a process keeps. Default: 10 for API, relay and dispatcher; temporal.yaml says it for workers.',
  ),
  POSTGRES_PORT: withDefault(
    'PostgreSQL',
    '5433',
    wholeNumber(0, 65_535),
    'Port of the PostgreSQL that `npm start` brings; the next free one is taken.',
  ),
  CREDENTIAL_KEYS: optional(
    'Instance',
    z
      .string()
      .regex(
        /^\s*[\w-]+:[A-Za-z0-9+/]{43}=\s*(?:,\s*[\w-]+:[A-Za-z0-9+/]{43}=\s*)*$/,
        'must be name:key pairs parted by commas, each key 32 bytes in base64',
      ),
    'Keys that seal stored secrets, `name:base64`, parted by commas: the first seals, all open. `npm start` makes one in DATA_DIR. To change over, put a new one in front and take the old one out after housekeeping (an hour).',
    { secret: true },
  ),
  TEMPORAL_ADDRESS: optional('Temporal', hostAndPort, 'A Temporal service of your own, as host:port. Default: `npm start` brings one.'),
  TEMPORAL_NAMESPACE: optional(
    'Temporal',
    text,
    'Namespace to use instead of the one in temporal.yaml (Temporal Cloud adds the account to its names).',
  ),
  TEMPORAL_API_KEY: optional('Temporal', text, 'API key for Temporal Cloud; switches TLS on.', { secret: true }),
  TEMPORAL_TLS: withDefault('Temporal', 'false', flag, 'Whether the connection to Temporal is encrypted.'),
  TEMPORAL_TLS_CA_FILE: optional('Temporal', text, 'Certificate authority (PEM file) that signed the server.'),
  TEMPORAL_TLS_CERT_FILE: optional('Temporal', text, 'Client certificate (PEM file).'),
  TEMPORAL_TLS_KEY_FILE: optional('Temporal', text, 'Key of the client certificate (PEM file).'),
  TEMPORAL_UI_URL: optional('Temporal', urlOf(['http:', 'https:']), 'Where operators open Temporal’s own pages; links lead there.'),
  TEMPORAL_CLI: optional('Temporal', text, 'Path of the Temporal CLI that holds the development server. Default: searched, then fetched.'),
  TEMPORAL_PORT: withDefault(
    'Temporal',
    '7233',
    wholeNumber(0, 65_535),
    'Port of the Temporal server that `npm start` brings; the next free one is taken.',
  ),
  TEMPORAL_UI_PORT: withDefault('Temporal', '8233', wholeNumber(0, 65_535), 'Port of its pages; the next free one is taken.'),
  SMTP_URL: optional(
    'Mail',
    urlOf(['smtp:', 'smtps:']),
    'Mail server, `smtp://user:password@host:port`. Without it mail goes to a folder and a page.',
    { secret: true },
  ),
  MAIL_FROM: withDefault('Mail', 'Cadenza <no-reply@cadenza.invalid>', text, 'Sender of mail that no user sends.'),
  CODES_API_URL: optional(
    'Mail',
    urlOf(['http:', 'https:']),
    'Base address of a provider of SMS and WhatsApp (JSON as Infobip speaks it) for one-time codes. Without it codes go to the folder and page of mail.',
  ),
  CODES_API_KEY: optional('Mail', text, 'Its key.', { secret: true }),
  CODES_SMS_FROM: withDefault('Mail', 'Cadenza', text, 'Sender of codes by SMS, as agreed with the provider.'),
  CODES_WHATSAPP_FROM: withDefault('Mail', 'Cadenza', text, 'Sender of codes by WhatsApp, as agreed with the provider.'),
  WEBHOOKS_ALLOW_PRIVATE: withDefault(
    'Workers',
    'false',
    flag,
    'Whether webhooks, calls of automations and identity providers may be at addresses that are not on the public internet: for closed networks and for trying things out.',
  ),
  BUILD_ID: withDefault(
    'Workers',
    'local',
    text,
    'Name of this build for Temporal’s worker versioning. `npm start` computes it from the sources.',
  ),
  HEALTH_PORT: withDefault(
    'Workers',
    '0',
    wholeNumber(0, 65_535),
    'Port on which relay, dispatcher and workers answer `/readyz`; 0 means any.',
  ),
  CHROMIUM_PATH: optional('Tests', text, 'Chromium for the browser tests. Default: searched, then fetched.'),
} as const satisfies Record<string, Variable>;

/** The environment, checked and typed. */
export type Env = { readonly [Name in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Name]['schema']> };

/** A variable has a value it cannot have. The message is one sentence that names it. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

function sentence(name: string, variable: Variable, value: string, issue: string): string {
  const reason = issue.startsWith('must') ? issue : `is not accepted: ${issue}`;
  return `${name} ${reason}${variable.secret === true ? '' : `, but it is "${value}"`}. (${variable.description})`;
}

/** Checks variables; an empty one counts as absent. Throws an {@link EnvError} with a sentence per wrong variable. */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries<Variable>(VARIABLES)) {
    const given = source[name] === '' ? undefined : source[name];
    const result = variable.schema.safeParse(given ?? variable.fallback);
    if (result.success) values[name] = result.data;
    else problems.push(sentence(name, variable, given ?? '', result.error.issues[0]?.message ?? 'it is wrong'));
  }
  if (problems.length > 0) throw new EnvError(problems.join('\n'));
  // Every key of VARIABLES was parsed by its own schema above, which the type of Env repeats.
  return values as unknown as Env;
}

let cached: Env | undefined;

/** The environment of this process, read once. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** The variables of this process, for a process it starts. Not for reading settings: that is {@link env}. */
export function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
