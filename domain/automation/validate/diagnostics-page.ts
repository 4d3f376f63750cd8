import { codes } from './codes.ts';

const chapters: readonly (readonly [string, string])[] = [
  ['AUT-0', 'The form of the definition'],
  ['AUT-1', 'Steps and the paths between them'],
  ['AUT-2', 'What steps refer to'],
  ['AUT-3', 'Time'],
  ['AUT-4', 'Messages'],
  ['AUT-5', 'The automation as a whole'],
  ['AUT-6', 'Calls to other systems, forms and webhooks'],
  ['AUT-7', 'Together with other automations'],
  ['AUT-8', 'Dates, schedules and segments that start automations'],
];

/** The page that explains every diagnostic. A test keeps `docs/diagnostics.md` equal to it. */
export function diagnosticsPage(): string {
  const parts = chapters.map(([prefix, title]) => `## ${title}\n\n${table(prefix)}`);
  return `# Diagnostics\n\nWhat the compiler says about an automation. Errors keep it from being published, warnings do not. Codes never change their meaning.\nGenerated from \`domain/automation/validate/codes.ts\`.\n\n${parts.join('\n\n')}\n`;
}

function table(prefix: string): string {
  const rows = Object.entries(codes)
    .filter(([code]) => code.startsWith(prefix))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, spec]) => `| \`${code}\` | ${spec.severity} | ${spec.title} | ${cell(spec.message)} | ${cell(spec.help)} |`);
  return ['| code | severity | title | what it says | what to do |', '|---|---|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
