import type { Json, JsonObject } from '../../json.ts';
import type { DiagnosticCode } from './codes.ts';
import { codes } from './codes.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';

export interface Place {
  readonly nodeId: string | null;
  readonly pointer: string;
}

/** A diagnostic with its sentence filled in. */
export function diagnose(code: DiagnosticCode, place: Place, params: JsonObject = {}, fix?: Fix): Diagnostic {
  const { severity, message } = codes[code];
  return {
    code,
    severity,
    nodeId: place.nodeId,
    pointer: place.pointer,
    message: filled(message, params),
    params,
    ...(fix === undefined ? {} : { fix }),
  };
}

function filled(message: string, params: JsonObject): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(params, name) ? words(params[name] ?? null) : whole));
}

function words(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((one: Json) => words(one)).join(', ');
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

/** One segment of a JSON Pointer. */
export function pointerOf(path: readonly (string | number | symbol)[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
