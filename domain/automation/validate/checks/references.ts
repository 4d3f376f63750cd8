import type { Condition, Expression } from '../../../expressions/ast.ts';
import { accepts, checkCondition, checkExpression, typeOf, valueFits } from '../../../expressions/check.ts';
import type { TypeProblem, TypeScope } from '../../../expressions/check.ts';
import { parseText } from '../../../expressions/text.ts';
import type { Json } from '../../../json.ts';
import type { ResolvedPath } from '../../../records/field-catalogue.ts';
import { resolveField, resolveList, resolvePath } from '../../../records/field-catalogue.ts';
import type { NormalNode } from '../../compile/normalize.ts';
import type { References, TypedExpression } from '../../nodes/spec.ts';
import type { DiagnosticCode } from '../codes.ts';
import { diagnose } from '../diagnose.ts';
import type { Diagnostic, Fix } from '../diagnostic.ts';
import type { Check, Model } from '../model.ts';
import { atConfig, isCompletedBefore, outputOf, stepScope, triggerScope } from '../model.ts';

const codeOf: Readonly<Record<TypeProblem['code'], DiagnosticCode>> = {
  unknown_field: 'AUT-201',
  bad_changed_field: 'AUT-201',
  unknown_list: 'AUT-201',
  unknown_segment: 'AUT-245',
  operator: 'AUT-202',
  value: 'AUT-203',
  missing_value: 'AUT-204',
  function_arguments: 'AUT-205',
  unknown_output: 'AUT-206',
};

/** Fields, results of earlier steps and the types of what is compared and written. */
export const checkReferences: Check = (model) => [
  ...triggerReferences(model),
  ...enrollmentReferences(model),
  ...model.normalized.nodes.flatMap((node) => (node.bound === null ? [] : stepReferences(model, node, node.bound.references))),
];

// Segments are about the record of the run, not about those that are looked for.
const noSegments: ReadonlySet<string> = new Set();

export function problemDiagnostic(problem: TypeProblem, nodeId: string | null, pointer: string): Diagnostic {
  return diagnose(codeOf[problem.code], { nodeId, pointer: pointer + problem.pointer }, problem.params);
}

function triggerReferences(model: Model): readonly Diagnostic[] {
  const { trigger, definition } = model.normalized;
  const scope = triggerScope(model);
  return (trigger?.filter === null || trigger === null ? [] : checkCondition(trigger.filter, scope)).map((problem) =>
    // The filter is made of `changes` in their order: /of/2/field stands at /trigger/config/changes/2/field.
    problemDiagnostic({ ...problem, pointer: problem.pointer.replace(/^\/of/, '') }, definition.trigger.id, '/trigger/config/changes'),
  );
}

function enrollmentReferences(model: Model): readonly Diagnostic[] {
  const { definition } = model.normalized;
  const scope = triggerScope(model);
  const found: Diagnostic[] = [];
  const check = (condition: Condition | null, pointer: string, at: TypeScope): void => {
    if (condition === null) return;
    for (const problem of checkCondition(condition, at)) found.push(problemDiagnostic(problem, null, pointer));
    for (const output of outputsIn(condition)) found.push(diagnose('AUT-206', { nodeId: null, pointer }, { ...output.value }));
  };
  check(definition.enrollment.filter, '/enrollment/filter', scope);
  definition.exit.forEach((rule, index) => {
    const events = rule.kind === 'event' ? rule.events : scope.events;
    check(rule.when, `/exit/${index}/when`, { ...scope, events });
  });
  return found;
}

function stepReferences(model: Model, node: NormalNode, references: References): readonly Diagnostic[] {
  const scope = stepScope(model, node);
  return [
    ...(references.conditions ?? []).flatMap(({ pointer, value }) => [
      ...checkCondition(value, scope).map((problem) => problemDiagnostic(problem, node.id, `${node.pointer}/config${pointer}`)),
      ...mayBeUnset(model, node, pointer, outputsIn(value)),
    ]),
    ...(references.finds ?? []).flatMap(({ pointer, value: { recordType, condition } }) => [
      ...checkCondition(condition, { ...scope, found: recordType, segments: noSegments }).map((problem) =>
        problemDiagnostic(problem, node.id, `${node.pointer}/config${pointer}`),
      ),
      ...mayBeUnset(model, node, pointer, outputsIn(condition)),
    ]),
    ...(references.values ?? []).flatMap(({ pointer, value }) => valueProblems(model, node, scope, pointer, value)),
    ...(references.outputs ?? []).flatMap(({ pointer, value }) => recordOutput(model, node, pointer, value)),
    ...(references.texts ?? []).flatMap(({ pointer, value }) => textProblems(model, node, scope, pointer, value)),
    ...(references.lists ?? []).flatMap(({ pointer, value }) =>
      resolveList(scope.catalogue, scope, value) === null ? [atConfig(node, 'AUT-201', pointer, { path: value })] : [],
    ),
    ...(references.listOutputs ?? []).flatMap(({ pointer, value }) => listOutput(model, node, pointer, value)),
    ...(references.writes ?? []).flatMap(({ pointer, value }) => writeProblems(node, scope, pointer, value)),
  ];
}

function valueProblems(model: Model, node: NormalNode, scope: TypeScope, pointer: string, value: TypedExpression): readonly Diagnostic[] {
  const found = checkExpression(value.expression, scope).map((problem) =>
    problemDiagnostic(problem, node.id, `${node.pointer}/config${pointer}`),
  );
  found.push(...mayBeUnset(model, node, pointer, outputsOfValue(value.expression)));
  const target = targetOf(scope, value);
  const expected = target === null ? value.accepts : [target.type];
  const { expression } = value;
  if (expression.kind === 'literal') {
    const empty = expression.value === null || expression.value === '';
    const fits = expected.length === 0 || expected.some((type) => valueFits(expression.value, type, target?.options));
    // Clearing a field is a value too, unless every record has one.
    if ((empty && target?.always) || (!empty && !fits)) {
      const options = target?.options;
      found.push(
        atConfig(node, 'AUT-203', `${pointer}/value`, {
          value: expression.value,
          expected: options === undefined ? [...expected] : [...options],
        }),
      );
    }
  } else if (!accepts(expected, typeOf(expression, scope))) {
    found.push(atConfig(node, 'AUT-203', pointer, { value: typeOf(expression, scope), expected: [...expected] }));
  }
  return found;
}

function targetOf(scope: TypeScope, { into, intoNew }: TypedExpression): ResolvedPath | null {
  if (intoNew !== undefined) return resolveField(scope.catalogue, intoNew.recordType, intoNew.field.split('.'), true);
  return into === undefined ? null : resolvePath(scope.catalogue, scope, into);
}

interface OutputUse {
  readonly value: { readonly step: string; readonly name: string };
  /** Inside `coalesce` or asked whether it is set: an output that is not there is provided for. */
  readonly guarded: boolean;
}

function outputsIn(condition: Condition): readonly OutputUse[] {
  if (condition.kind === 'changed' || condition.kind === 'segment') return [];
  if (condition.kind === 'related') return condition.where === undefined ? [] : outputsIn(condition.where);
  if (condition.kind !== 'compare') return condition.of.flatMap(outputsIn);
  const guarded = condition.operator === 'is_set' || condition.operator === 'is_not_set';
  return [...outputsOfValue(condition.left, guarded), ...(condition.right === undefined ? [] : outputsOfValue(condition.right))];
}

function outputsOfValue(expression: Expression, guarded = false): readonly OutputUse[] {
  if (expression.kind === 'output') return [{ value: { step: expression.step, name: expression.name }, guarded }];
  if (expression.kind !== 'call') return [];
  const inside = guarded || expression.fn === 'coalesce';
  return expression.args.flatMap((argument) => outputsOfValue(argument, inside));
}

function mayBeUnset(model: Model, node: NormalNode, pointer: string, uses: readonly OutputUse[]): readonly Diagnostic[] {
  return uses.flatMap(({ value, guarded }) =>
    isOutside(model, node, value)
      ? [atConfig(node, 'AUT-235', pointer, { step: value.step, name: value.name })]
      : guarded || !model.graph.byId.has(value.step) || isCompletedBefore(model, value.step, node.id) || !model.completed.reaches(node.id)
        ? []
        : [atConfig(node, 'AUT-207', pointer, { step: value.step, name: value.name })],
  );
}

/** What a loop gives to its rounds is not there behind it. */
function isOutside(model: Model, node: NormalNode, { step, name }: { readonly step: string; readonly name: string }): boolean {
  const output = outputOf(model, step, name.split('.')[0] ?? name);
  return output?.inside === true && !model.scopes.of(node.id).some((side) => side.step === step);
}

function recordOutput(model: Model, node: NormalNode, pointer: string, value: { step: string; name: string }): readonly Diagnostic[] {
  const step = model.graph.byId.get(value.step);
  const output = outputOf(model, value.step, value.name);
  if (step === undefined || (step.bound !== null && output === undefined)) return [atConfig(node, 'AUT-206', pointer, value)];
  if (output !== undefined && output.recordType === undefined) return [atConfig(node, 'AUT-224', pointer, value)];
  return mayBeUnset(model, node, pointer, [{ value, guarded: false }]);
}

function listOutput(model: Model, node: NormalNode, pointer: string, value: { step: string; name: string }): readonly Diagnostic[] {
  if (value.step === '') return [atConfig(node, 'AUT-237', pointer)];
  const output = outputOf(model, value.step, value.name);
  if (output === undefined) return [atConfig(node, 'AUT-206', pointer, value)];
  if (output.listOf === undefined) return [atConfig(node, 'AUT-236', pointer, value)];
  return mayBeUnset(model, node, pointer, [{ value, guarded: false }]);
}

function textProblems(model: Model, node: NormalNode, scope: TypeScope, pointer: string, text: string): readonly Diagnostic[] {
  const isMail = node.node.type === 'message.email';
  const found: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const part of parseText(text)) {
    if (part.kind === 'other' && !isMail) found.push(atConfig(node, 'AUT-219', pointer, { source: part.source }));
    if (part.kind !== 'variable' || seen.has(part.path)) continue;
    seen.add(part.path);
    if (part.path.startsWith('steps.')) {
      found.push(...stepVariable(model, node, scope, pointer, part.path, part.fallback !== null));
      continue;
    }
    const field = resolvePath(scope.catalogue, scope, part.path);
    if (field === null) found.push(atConfig(node, 'AUT-201', pointer, { path: part.path }));
    else if (isMail && !field.always && part.fallback === null)
      found.push(atConfig(node, 'AUT-208', pointer, { path: part.path }, fallbackFix(node, pointer, text, part.path)));
  }
  return found;
}

function stepVariable(
  model: Model,
  node: NormalNode,
  scope: TypeScope,
  pointer: string,
  path: string,
  hasFallback: boolean,
): readonly Diagnostic[] {
  const [, step = '', ...rest] = path.split('.');
  const value = { step, name: rest.join('.') };
  if (scope.outputType(value.step, value.name) === null) return [atConfig(node, 'AUT-206', pointer, value)];
  return mayBeUnset(model, node, pointer, [{ value, guarded: hasFallback }]);
}

function fallbackFix(node: NormalNode, pointer: string, text: string, path: string): Fix {
  const plain = new RegExp(`\\{\\{\\s*${path.replaceAll('.', '\\.')}\\s*\\}\\}`, 'g');
  const fixed = text.replace(plain, `{{default ${path} "there"}}`);
  return {
    title: 'Add a text that stands in for it',
    patch: [{ op: 'replace', path: `${node.pointer}/config${pointer}`, value: fixed satisfies Json }],
  };
}

function writeProblems(node: NormalNode, scope: TypeScope, pointer: string, path: string): readonly Diagnostic[] {
  const field = path.startsWith(`${scope.subject}.`) ? resolvePath(scope.catalogue, scope, path) : null;
  if (field === null) return [atConfig(node, 'AUT-201', pointer, { path })];
  return field.writable ? [] : [atConfig(node, 'AUT-216', pointer, { path })];
}
