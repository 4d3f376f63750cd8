import { condition as schema } from '../../../../domain/automation/definition/expression-schema.ts';
import type { Condition } from '../../../../domain/expressions/ast.ts';

/** The condition an address holds; null when there is none or the text is none. */
export function conditionOf(text: string | undefined): Condition | null {
  if (text === undefined || text === '') return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
