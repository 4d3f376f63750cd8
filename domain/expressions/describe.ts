import type { Expression } from './ast.ts';

/** An expression as short text for logs and evaluated leaves: `lead.score`, `join(lead.firstName, " ")`, `step call.task`. */
export function describe(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'field':
      return expression.path;
    case 'output':
      return `step ${expression.step}.${expression.name}`;
    case 'call':
      return `${expression.fn}(${expression.args.map(describe).join(', ')})`;
  }
}
