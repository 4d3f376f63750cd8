import Handlebars from 'handlebars';
import { convert } from 'html-to-text';
import { isTimeZone } from '../../domain/calendar/zone.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { parseTemplate } from './parse-template.ts';

export interface TemplateSource {
  readonly channel: 'email' | 'in_app';
  readonly subject: string;
  readonly body: string;
}

export interface Rendered {
  readonly subject: string;
  /** Null for channels without HTML. */
  readonly html: string | null;
  readonly text: string;
  /** Variables that had no value and no fallback. */
  readonly unset: readonly string[];
}

export interface RenderSettings {
  readonly timeZone: string;
  readonly locale: string;
}

/** Fills a template in. Values are escaped in HTML; the text part of a mail is made from its HTML. Throws on text that does not parse. */
export function renderTemplate(source: TemplateSource, values: JsonObject, settings: RenderSettings): Rendered {
  const unset = new Set<string>();
  const subject = fill(source.subject, values, settings, unset, false).replaceAll(/\s+/g, ' ').trim();
  const isHtml = source.channel === 'email';
  const body = fill(source.body, values, settings, unset, isHtml);
  return { subject, html: isHtml ? body : null, text: isHtml ? textOf(body) : body, unset: [...unset] };
}

/** The plain text that says what the HTML says. */
export function textOf(html: string): string {
  return convert(html, {
    wordwrap: 78,
    limits: { maxInputLength: 1_000_000, maxDepth: 100 },
    selectors: [{ selector: 'img', format: 'skip' }],
  });
}

function fill(source: string, values: JsonObject, settings: RenderSettings, unset: Set<string>, escape: boolean): string {
  const { problems, tree } = parseTemplate(source, '');
  const [problem] = problems;
  if (problem !== undefined) throw new TypeError(problem.detail);
  // Own helpers only, so that nothing of Handlebars' defaults (lookup, with, each, log) can be reached.
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) if (name !== 'if' && name !== 'unless') handlebars.unregisterHelper(name);
  handlebars.registerHelper('show', (path: string, value: unknown) => {
    if (isMissing(value)) unset.add(path);
    return readable(value, settings);
  });
  handlebars.registerHelper('default', (value: unknown, fallback: string) => (isMissing(value) ? fallback : readable(value, settings)));
  const template = handlebars.compile(showValues(tree), {
    noEscape: !escape,
    strict: false,
    knownHelpers: { show: true, default: true, if: true, unless: true, each: false, with: false, log: false, lookup: false },
    knownHelpersOnly: true,
  });
  // Values are plain JSON; Handlebars refuses inherited properties and methods by default.
  return template(values, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
}

/** Turns `{{path}}` into `{{show "path" path}}`, so that every value is formatted and every gap is noticed. */
function showValues(program: hbs.AST.Program): hbs.AST.Program {
  for (const statement of program.body) {
    if (statement.type === 'MustacheStatement') wrap(statement as hbs.AST.MustacheStatement);
    if (statement.type === 'BlockStatement') {
      const block = statement as hbs.AST.BlockStatement;
      showValues(block.program);
      if (block.inverse as hbs.AST.Program | undefined) showValues(block.inverse);
    }
  }
  return program;
}

function wrap(mustache: hbs.AST.MustacheStatement): void {
  const path = mustache.path as hbs.AST.PathExpression;
  if (mustache.params.length > 0) return;
  const name: hbs.AST.StringLiteral = { type: 'StringLiteral', value: path.original, original: path.original, loc: path.loc };
  mustache.params = [name, path];
  mustache.path = { ...path, parts: ['show'], original: 'show' };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

function readable(value: unknown, settings: RenderSettings): string {
  if (isMissing(value)) return '';
  if (Array.isArray(value)) return value.map((one: Json) => readable(one, settings)).join(', ');
  if (typeof value === 'string' && instantPattern.test(value) && !Number.isNaN(Date.parse(value))) return readableInstant(value, settings);
  return typeof value === 'object' ? '' : String(value);
}

function readableInstant(value: string, { timeZone, locale }: RenderSettings): string {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(
    Date.parse(value),
  );
}
