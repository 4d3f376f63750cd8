import { VARIABLES, type Variable } from '../../config/env.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

function row(name: string, variable: Variable): string {
  return `| \`${name}\` | ${variable.fallback === undefined ? '' : `\`${cell(variable.fallback)}\``} | ${cell(variable.description)} |`;
}

/** docs/configuration.md, from the declarations of config/env.ts. */
export function configurationDocument(): string {
  const entries = Object.entries<Variable>(VARIABLES);
  const groups = [...new Set(entries.map(([, variable]) => variable.group))];
  const tables = groups.map((group) => {
    const rows = entries.filter(([, variable]) => variable.group === group).map(([name, variable]) => row(name, variable));
    return [`## ${group}`, '', '| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
  });
  return [
    '# Configuration',
    '',
    'Made from `config/env.ts` by `npm run docs`; change it there. An empty variable counts as absent, and a value that cannot be',
    'stops the start with a sentence that names the variable. What Cadenza needs of Temporal is in `temporal.yaml`.',
    '',
    tables.join('\n\n'),
    '',
  ].join('\n');
}
