import type { Condition } from '../../../expressions/ast.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';

/** The exclusivity group and the segments that are kept out. */
export const checkEnrolment: Check = (model) => [...groupProblems(model), ...suppressionProblems(model)];

function groupProblems({ normalized, context }: Model): readonly Diagnostic[] {
  const { exclusive } = normalized.definition.enrollment;
  if (exclusive === undefined || context.exclusivityGroup === undefined || context.exclusivityGroup(exclusive.group) !== null) return [];
  const fix = { title: 'Take it out of the group', patch: [{ op: 'remove' as const, path: '/enrollment/exclusive' }] };
  return [diagnose('AUT-246', { nodeId: null, pointer: '/enrollment/exclusive/group' }, {}, fix)];
}

function suppressionProblems({ normalized, context }: Model): readonly Diagnostic[] {
  const { enrollment, subject } = normalized.definition;
  const { suppression, filter } = enrollment;
  if (suppression === undefined) return [];
  const needed = filter === null ? new Set<string>() : requiredSegments(filter);
  return suppression.segments.flatMap((segment, index) => {
    const place = { nodeId: null, pointer: `/enrollment/suppression/segments/${index}` };
    const found = context.segment?.(segment);
    const name = found?.name ?? segment;
    const takeOut = { title: 'Take the segment out', patch: [without(suppression.segments.length, index)] };
    return [
      ...(context.segment !== undefined && found?.entity !== subject ? [diagnose('AUT-245', place, {}, takeOut)] : []),
      ...(needed.has(segment) ? [diagnose('AUT-507', place, { segment: name }, takeOut)] : []),
      ...(suppression.segments.indexOf(segment) < index ? [diagnose('AUT-508', place, { segment: name }, takeOut)] : []),
    ];
  });
}

function without(count: number, index: number) {
  const path = count === 1 ? '/enrollment/suppression' : `/enrollment/suppression/segments/${index}`;
  return { op: 'remove' as const, path };
}

/** Segments that everybody is in who meets the condition. */
function requiredSegments(condition: Condition): ReadonlySet<string> {
  if (condition.kind === 'segment') return new Set([condition.segment]);
  if (condition.kind === 'all' || (condition.kind === 'any' && condition.of.length === 1))
    return new Set(condition.of.flatMap((member) => [...requiredSegments(member)]));
  return new Set();
}
