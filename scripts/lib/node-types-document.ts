import { describeNodeTypes, describeTriggerTypes } from '../../domain/automation/nodes/describe-types.ts';
import type { NodeTypeDescription, TriggerTypeDescription } from '../../domain/automation/nodes/describe-types.ts';

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** docs/nodes.md, from the registry of node types. */
export function nodeTypesDocument(): string {
  const triggers = describeTriggerTypes();
  const nodes = describeNodeTypes();
  const lines = [
    '# Steps of automations',
    '',
    'Made from `domain/automation/nodes` by `npm run docs`; change it there. A step stands in a definition as',
    '`{ "id", "type", "config" }`; what has a default in its schema may be left out. Edges leave a step by the name of an outcome.',
    'An outcome marked with * exists only where an edge leaves by it.',
    '',
    '## Triggers',
    '',
    ...triggers.flatMap(triggerLines),
    '## Steps',
    '',
    '| type | group | outcomes | results |',
    '|---|---|---|---|',
    ...nodes.map(row),
    '',
    ...nodes.flatMap(nodeLines),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function row({ type, category, outcomes, outputs }: NodeTypeDescription): string {
  const ways = outcomes.map(({ name, optional }) => `\`${name}\`${optional === true ? ' *' : ''}`).join(', ');
  const results = outputs.map(({ name, type: kind }) => `\`${name}\` (${kind})`).join(', ');
  return `| [\`${type}\`](#${type.replaceAll('.', '')}) | ${category} | ${ways} | ${results} |`;
}

function triggerLines({ type, schema, example }: TriggerTypeDescription): readonly string[] {
  return [`### ${type}`, '', json(example), '', ...schemaLines(schema)];
}

function nodeLines({ type, schema, example }: NodeTypeDescription): readonly string[] {
  return [`### ${type}`, '', json(example), '', ...schemaLines(schema)];
}

/** Expressions and conditions contain themselves: their part of the schema stands under `$defs`. */
function schemaLines(schema: unknown): readonly string[] {
  return ['<details><summary>Schema</summary>', '', json(schema), '', '</details>', ''];
}
