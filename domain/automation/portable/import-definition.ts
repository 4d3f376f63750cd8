import type { Json } from '../../json.ts';
import { normalize } from '../compile/normalize.ts';
import type { AutomationDefinition } from '../definition/definition.ts';
import { definitionSchema } from '../definition/schema.ts';
import { bindNode, bindTrigger } from '../nodes/bind.ts';
import type { SchemaIssue } from '../nodes/bind.ts';
import { pointerOf } from '../validate/diagnose.ts';
import type { Diagnostic } from '../validate/diagnostic.ts';

/** `removed`: nobody knows what it would mean. `filled`: it was left out, and has its usual value now. */
export interface ImportChange {
  /** JSON pointer into the given definition. */
  readonly pointer: string;
  readonly change: 'removed' | 'filled';
}

export interface ImportedDefinition {
  /** Null when its form cannot be made right; `diagnostics` then say why. */
  readonly definition: AutomationDefinition | null;
  readonly changes: readonly ImportChange[];
  readonly diagnostics: readonly Diagnostic[];
}

const optionalParts = ['enrollment', 'exit', 'settings', 'nodes', 'edges'] as const;
/** Removing a member can bring another to light, but only as deep as a definition is. */
const mostRounds = 10;

/**
 * Makes a draft of a definition from outside: members that nobody knows are removed, what was left out is filled in, and both are told.
 * Problems inside steps stay, so that the builder shows them; only a form that cannot be read is refused.
 */
export function importDefinition(input: unknown): ImportedDefinition {
  const { diagnostics } = normalize(input);
  const tooLarge = diagnostics.find((one) => ['AUT-001', 'AUT-002', 'AUT-007'].includes(one.code));
  if (tooLarge !== undefined) return { definition: null, changes: [], diagnostics: [tooLarge] };
  const copy: unknown = JSON.parse(JSON.stringify(input ?? null));
  if (!isObject(copy)) return { definition: null, changes: [], diagnostics };
  delete copy['$schema'];
  const removed = withoutUnknown(copy);
  const parsed = definitionSchema.safeParse(copy);
  if (!parsed.success) return { definition: null, changes: [], diagnostics: normalize(copy).diagnostics };
  const filled = optionalParts.filter((part) => !Object.hasOwn(copy, part));
  return {
    definition: parsed.data,
    changes: [...removed, ...filled.map((part) => ({ pointer: `/${part}`, change: 'filled' as const }))],
    diagnostics: [],
  };
}

/** Deletes members that no schema knows, from the copy itself, and says which. */
function withoutUnknown(copy: unknown): readonly ImportChange[] {
  const changes: ImportChange[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const gone = unknownMembers(copy).flatMap(({ path, keys }) => {
      const holder = path.reduce<unknown>(
        (value, key) => (isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
        copy,
      );
      if (!isObject(holder)) return [];
      return keys.filter((key) => Object.hasOwn(holder, key) && Reflect.deleteProperty(holder, key)).map((key) => [...path, key]);
    });
    if (gone.length === 0) return changes;
    changes.push(...gone.map((path) => ({ pointer: pointerOf(path), change: 'removed' as const })));
  }
  return changes;
}

interface Unknown {
  readonly path: readonly PropertyKey[];
  readonly keys: readonly string[];
}

function unknownMembers(copy: unknown): readonly Unknown[] {
  const parsed = definitionSchema.safeParse(copy);
  if (!parsed.success) return unknownIn(parsed.error.issues, []);
  const { trigger, nodes } = parsed.data;
  const bound = bindTrigger(trigger.type, trigger.config);
  return [
    ...(bound.ok ? [] : unknownIn(bound.issues, ['trigger', 'config'])),
    ...nodes.flatMap((node, index) => {
      const settings = bindNode(node.type, node.config);
      return settings.ok ? [] : unknownIn(settings.issues, ['nodes', index, 'config']);
    }),
  ];
}

function unknownIn(issues: readonly SchemaIssue[], at: readonly PropertyKey[]): readonly Unknown[] {
  return issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? [{ path: [...at, ...issue.path], keys: issue.keys }] : []));
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
