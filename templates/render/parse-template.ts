import Handlebars from 'handlebars';
import type { Problem } from '../../domain/errors/errors.ts';

/** Text that was understood: what it may read, and the tree that renders it. */
export interface ParsedTemplate {
  /** Paths that are read, in order, without doubles. */
  readonly variables: readonly string[];
  readonly problems: readonly Problem[];
  readonly tree: hbs.AST.Program;
}

const maxVariables = 200;

/**
 * Understands the subset of Handlebars that templates may use: `{{lead.firstName}}`, `{{default lead.firstName "there"}}`,
 * `{{#if}}` and `{{#unless}}` with `{{else}}`, comments. No partials, no loops, no unescaped output, no way to anything
 * that is not a plain value. Never throws; what is wrong comes back as problems at `pointer`.
 */
export function parseTemplate(source: string, pointer: string): ParsedTemplate {
  let tree: hbs.AST.Program;
  try {
    tree = Handlebars.parse(source);
  } catch (error) {
    return { variables: [], problems: [syntaxProblem(error, pointer)], tree: Handlebars.parse('') };
  }
  const reader = new Reader(pointer);
  reader.program(tree);
  if (reader.variables.size > maxVariables) reader.refuse('uses too many variables');
  return { variables: [...reader.variables], problems: reader.problems, tree };
}

function syntaxProblem(error: unknown, pointer: string): Problem {
  const line = /line (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return { pointer, code: 'template_syntax', detail: `The braces cannot be read${line === undefined ? '' : ` (line ${line})`}.` };
}

class Reader {
  readonly variables = new Set<string>();
  readonly problems: Problem[] = [];
  readonly #pointer: string;

  constructor(pointer: string) {
    this.#pointer = pointer;
  }

  refuse(what: string, at?: hbs.AST.Node): void {
    const line = at === undefined ? '' : ` (line ${at.loc.start.line})`;
    this.problems.push({ pointer: this.#pointer, code: 'template_unsupported', detail: `The text ${what}${line}.` });
  }

  program(program: hbs.AST.Program): void {
    for (const statement of program.body) this.#statement(statement);
  }

  #statement(statement: hbs.AST.Statement): void {
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        return this.#mustache(statement as hbs.AST.MustacheStatement);
      case 'BlockStatement':
        return this.#block(statement as hbs.AST.BlockStatement);
      default:
        this.refuse('uses a kind of expression that templates do not have', statement);
    }
  }

  #mustache(mustache: hbs.AST.MustacheStatement): void {
    if (!mustache.escaped) return this.refuse('uses three braces; two are enough and safe', mustache);
    const name = pathName(mustache.path);
    if (name === 'default') {
      const [path, fallback] = mustache.params;
      if (mustache.params.length !== 2 || path === undefined || fallback?.type !== 'StringLiteral' || hasHash(mustache)) {
        return this.refuse('has a default that does not look like {{default lead.firstName "there"}}', mustache);
      }
      return this.#variable(path);
    }
    if (mustache.params.length > 0 || hasHash(mustache))
      return this.refuse(`uses "${name ?? '?'}", which is no helper of templates`, mustache);
    this.#variable(mustache.path);
  }

  #block(block: hbs.AST.BlockStatement): void {
    const name = pathName(block.path);
    const [condition] = block.params;
    const paramsOfBlock = [block.program, block.inverse].some((program) => (program?.blockParams?.length ?? 0) > 0);
    if ((name !== 'if' && name !== 'unless') || block.params.length !== 1 || condition === undefined || hasHash(block) || paramsOfBlock) {
      return this.refuse(`uses the block "${name ?? '?'}"; there are only "if" and "unless"`, block);
    }
    this.#variable(condition);
    this.program(block.program);
    // An inverse is absent where there is no else, though the types say otherwise.
    if (block.inverse as hbs.AST.Program | undefined) this.program(block.inverse);
  }

  #variable(expression: hbs.AST.Expression): void {
    const name = pathName(expression);
    if (name === null) return this.refuse('uses an expression where a field is expected', expression);
    this.variables.add(name);
  }
}

const plainPath = /^[A-Za-z_][\w-]*(\.[A-Za-z0-9_][\w-]*)*$/;

/** The dotted name of a plain path; null for `../x`, `@root`, `this` and literals. */
function pathName(expression: hbs.AST.Expression | hbs.AST.Literal): string | null {
  if (expression.type !== 'PathExpression') return null;
  const path = expression as hbs.AST.PathExpression;
  const name = path.parts.join('.');
  return path.data || path.depth > 0 || path.original !== name || !plainPath.test(name) ? null : name;
}

function hasHash(node: { hash?: hbs.AST.Hash }): boolean {
  return (node.hash?.pairs.length ?? 0) > 0;
}
