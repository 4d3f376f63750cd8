import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../../domain/json.ts';

export interface RecordedHistory {
  readonly name: string;
  readonly history: JsonObject;
}

const folder = fileURLToPath(new URL('../histories/', import.meta.url));

/** Everything that was ever recorded, by the path of its file. */
export function recordedHistories(): readonly RecordedHistory[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => ({
    name: file.replace(/\.json$/, ''),
    history: JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as JsonObject, // Our own recorder wrote an object.
  }));
}

/** The workflow's type, which its first event names. */
export function typeOf(history: JsonObject): string {
  const text = JSON.stringify(history);
  return /"workflowType":\{"name":"(\w+)"\}/.exec(text)?.[1] ?? '';
}

/** Fields of the protocol, in which nothing of ours stands. */
const machinery = new Set(['eventType', 'sdkName', 'sdkVersion', 'buildId', 'requestId', 'taskId', 'eventId', 'eventTime']);

/** Every text in a history, those inside payloads decoded. */
export function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => leavesOf(one));
  if (typeof value !== 'object' || value === null) return [];
  const decoded = payloadOf(value);
  if (decoded !== undefined) return leavesOf(decoded);
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    machinery.has(key) ? [] : [...(isName(key) ? [] : [key]), ...leavesOf(inner)],
  );
}

/** A name of the protocol or of our own contracts; other keys of maps are texts as well. */
function isName(key: string): boolean {
  return /^[A-Za-z]\w*$/.test(key);
}

/** What a payload holds; undefined for anything else. */
function payloadOf(value: object): unknown {
  const { metadata, data } = value as { readonly metadata?: unknown; readonly data?: unknown }; // Both are looked at before use.
  if (typeof metadata !== 'object' || metadata === null || !('encoding' in metadata)) return undefined;
  if (typeof data !== 'string' || data === '') return null;
  const text = Buffer.from(data, 'base64').toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
