import type { Json, JsonObject } from '../../../../../domain/json.ts';

function partsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a JSON Pointer; undefined where nothing is. */
export function readPointer(value: Json, pointer: string): Json | undefined {
  let current: Json | undefined = value;
  for (const part of partsOf(pointer)) {
    if (isList(current)) current = current[Number(part)];
    else if (isObject(current)) current = current[part];
    else return undefined;
  }
  return current;
}

/** A copy with another value at a JSON Pointer; `undefined` takes the member away. Missing objects on the way are made. */
export function writePointer(value: Json, pointer: string, next: Json | undefined): Json {
  return write(value, partsOf(pointer), next);
}

function write(value: Json | undefined, parts: readonly string[], next: Json | undefined): Json {
  const [part, ...rest] = parts;
  if (part === undefined) return next ?? null;
  if (isList(value)) {
    const copy = [...value];
    const index = part === '-' ? copy.length : Number(part);
    if (rest.length === 0 && next === undefined) copy.splice(index, 1);
    else copy[index] = write(copy[index], rest, next);
    return copy;
  }
  const source = isObject(value) ? value : {};
  if (rest.length === 0 && next === undefined) {
    const { [part]: _, ...others } = source;
    return others;
  }
  return { ...source, [part]: write(source[part], rest, next) };
}

/** Applies JSON-Patch operations (add, replace, remove), as the compiler's fixes carry them. */
export function applyPatch(
  value: Json,
  patch: readonly { readonly op: 'add' | 'replace' | 'remove'; readonly path: string; readonly value?: Json }[],
): Json {
  let current = value;
  for (const operation of patch) {
    if (operation.op === 'remove') current = writePointer(current, operation.path, undefined);
    else if (operation.op === 'add') current = add(current, operation.path, operation.value ?? null);
    else current = writePointer(current, operation.path, operation.value ?? null);
  }
  return current;
}

/** `add` to a list inserts, it does not replace. */
function add(value: Json, path: string, next: Json): Json {
  const parent = path.slice(0, path.lastIndexOf('/'));
  const key = partsOf(path).at(-1) ?? '';
  const list = readPointer(value, parent);
  if (!isList(list) || key === '-') return writePointer(value, path, next);
  return writePointer(value, parent, list.toSpliced(Number(key), 0, next));
}
