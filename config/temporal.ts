import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Env } from './env.ts';

const positive = z.int().positive();
const searchAttributeType = z.enum(['Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList']);
const workerProcess = z.enum(['automation', 'bulk', 'messaging']);
const taskQueueName = z.enum(['automation', 'crm', 'messaging-email', 'messaging-sms', 'http', 'bulk']);

const tuning = z.strictObject({
  maxConcurrentWorkflowTasks: positive.min(2),
  maxConcurrentLocalActivities: positive,
  maxConcurrentActivities: positive,
  maxCachedWorkflows: positive,
});

const taskQueue = z.strictObject({
  process: workerProcess,
  tuning: z.string(),
  perSecond: z.number().positive().optional(),
});

const schema = z.strictObject({
  namespace: z.strictObject({ name: z.string().regex(/^[a-zA-Z0-9][\w.-]*$/), retentionDays: positive, description: z.string() }),
  deployment: z.string().min(1),
  searchAttributes: z.record(z.string().regex(/^[A-Z]\w*$/), searchAttributeType),
  taskQueues: z.record(taskQueueName, taskQueue),
  workerTuning: z.record(z.string(), tuning),
  processes: z.record(workerProcess, z.strictObject({ databasePool: positive })),
  schedules: z.record(
    z.string().regex(/^[a-z][a-z-]*$/),
    z.strictObject({ workflow: z.enum(['minuteSweep', 'dueSweep', 'housekeeping']), everySeconds: positive }),
  ),
  dynamicConfig: z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])),
});

export type SearchAttributeType = z.infer<typeof searchAttributeType>;
export type WorkerProcess = z.infer<typeof workerProcess>;
export type TaskQueueName = z.infer<typeof taskQueueName>;
export type WorkerTuning = z.infer<typeof tuning>;
/** temporal.yaml, checked. */
export type TemporalConfig = z.infer<typeof schema>;

const FILE = fileURLToPath(new URL('../temporal.yaml', import.meta.url));

/** What the dev server and Temporal's standard visibility allow of each type. */
const MOST_OF_A_TYPE: Readonly<Record<SearchAttributeType, number>> = {
  Keyword: 10,
  Text: 3,
  Int: 3,
  Double: 3,
  Bool: 3,
  Datetime: 3,
  KeywordList: 3,
};

/** What the schema cannot say: how the parts fit each other. One sentence each. */
function disagreements(config: TemporalConfig): string[] {
  const found: string[] = [];
  for (const type of searchAttributeType.options) {
    const count = Object.values(config.searchAttributes).filter((used) => used === type).length;
    if (count > MOST_OF_A_TYPE[type])
      found.push(`searchAttributes: ${count} of type ${type}, but Temporal allows ${MOST_OF_A_TYPE[type]}.`);
  }
  const slotsThatWrite: Record<WorkerProcess, number> = { automation: 0, bulk: 0, messaging: 0 };
  for (const [name, queue] of Object.entries(config.taskQueues)) {
    const slots = config.workerTuning[queue.tuning];
    if (slots === undefined) found.push(`taskQueues.${name}.tuning: there is no workerTuning.${queue.tuning}.`);
    else slotsThatWrite[queue.process] += slots.maxConcurrentLocalActivities + slots.maxConcurrentActivities;
  }
  for (const process of workerProcess.options) {
    const local = Object.values(config.taskQueues)
      .filter((queue) => queue.process === process)
      .reduce((sum, queue) => sum + (config.workerTuning[queue.tuning]?.maxConcurrentLocalActivities ?? 0), 0);
    const pool = config.processes[process].databasePool;
    if (local > pool)
      found.push(
        `processes.${process}.databasePool: ${pool} connections for ${local} local activities at once; they would wait for each other.`,
      );
  }
  return found;
}

/** Reads the text of temporal.yaml; throws one error with a sentence per problem. */
export function parseTemporalConfig(text: string): TemporalConfig {
  let document: unknown;
  try {
    document = parse(text);
  } catch (cause) {
    throw new Error(`temporal.yaml is not YAML: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const result = schema.safeParse(document);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
    throw new Error(`temporal.yaml is wrong. ${problems.join(' · ')}`);
  }
  const problems = disagreements(result.data);
  if (problems.length > 0) throw new Error(`temporal.yaml is wrong. ${problems.join(' · ')}`);
  return result.data;
}

/** How to reach Temporal, in the words of both the client's and the worker's `Connection.connect`. */
export interface TemporalConnectionOptions {
  readonly address: string;
  readonly tls?: true | TemporalTls;
  readonly apiKey?: string;
}

interface TemporalTls {
  readonly serverRootCACertificate?: Buffer;
  readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer };
}

type TemporalEnv = Pick<
  Env,
  | 'TEMPORAL_ADDRESS'
  | 'TEMPORAL_NAMESPACE'
  | 'TEMPORAL_API_KEY'
  | 'TEMPORAL_TLS'
  | 'TEMPORAL_TLS_CA_FILE'
  | 'TEMPORAL_TLS_CERT_FILE'
  | 'TEMPORAL_TLS_KEY_FILE'
>;

function certificates(env: TemporalEnv): TemporalTls {
  const read = (name: 'TEMPORAL_TLS_CA_FILE' | 'TEMPORAL_TLS_CERT_FILE' | 'TEMPORAL_TLS_KEY_FILE'): Buffer | undefined => {
    const file = env[name];
    if (file === undefined) return undefined;
    try {
      return readFileSync(file);
    } catch (cause) {
      throw new Error(`${name} names "${file}", which cannot be read.`, { cause });
    }
  };
  const [ca, crt, key] = [read('TEMPORAL_TLS_CA_FILE'), read('TEMPORAL_TLS_CERT_FILE'), read('TEMPORAL_TLS_KEY_FILE')];
  if ((crt === undefined) !== (key === undefined)) throw new Error('TEMPORAL_TLS_CERT_FILE and TEMPORAL_TLS_KEY_FILE go together.');
  return {
    ...(ca === undefined ? {} : { serverRootCACertificate: ca }),
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
  };
}

/** The connection the environment describes. */
export function temporalConnectionOptions(env: TemporalEnv): TemporalConnectionOptions {
  const address = env.TEMPORAL_ADDRESS;
  if (address === undefined) throw new Error('TEMPORAL_ADDRESS is not set. `npm start` sets it for the processes it starts.');
  const tls = certificates(env);
  const encrypted = env.TEMPORAL_TLS || env.TEMPORAL_API_KEY !== undefined || Object.keys(tls).length > 0;
  return {
    address,
    ...(encrypted ? { tls: Object.keys(tls).length > 0 ? tls : true } : {}),
    ...(env.TEMPORAL_API_KEY === undefined ? {} : { apiKey: env.TEMPORAL_API_KEY }),
  };
}

/** The namespace in use: the environment's, else temporal.yaml's. */
export function temporalNamespace(env: Pick<TemporalEnv, 'TEMPORAL_NAMESPACE'>): string {
  return env.TEMPORAL_NAMESPACE ?? temporalConfig().namespace.name;
}

let cached: TemporalConfig | undefined;

/** temporal.yaml of this checkout, read once. */
export function temporalConfig(): TemporalConfig {
  cached ??= parseTemporalConfig(readFileSync(FILE, 'utf8'));
  return cached;
}
