import type { Condition } from '../../expressions/ast.ts';
import { checkBranches } from './checks/branches.ts';
import { checkEnrolment } from './checks/enrolment.ts';
import { checkClockTriggers } from './checks/clock-triggers.ts';
import { checkLoops } from './checks/loops.ts';
import { checkAnswer, checkMessages, checkSelfTrigger } from './checks/messages.ts';
import { checkNeighbours } from './checks/neighbours.ts';
import { checkOutside } from './checks/outside.ts';
import { checkRecords } from './checks/records.ts';
import { checkReferences } from './checks/references.ts';
import { checkSettings, checkTrigger } from './checks/settings.ts';
import { checkSize } from './checks/size.ts';
import { checkStructure } from './checks/structure.ts';
import { checkTime } from './checks/time.ts';
import { checkVariables } from './checks/variables.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';
import type { Check, Model } from './model.ts';
import { atConfig } from './model.ts';

const maxConditionDepth = 8;

/** Each check is silent or says what it found; none depends on another. */
const checks: readonly Check[] = [
  checkStructure,
  checkTrigger,
  checkClockTriggers,
  checkLoops,
  checkBranches,
  checkConditions,
  checkReferences,
  checkRecords,
  checkVariables,
  checkFailures,
  checkSettings,
  checkOutside,
  checkTime,
  checkMessages,
  checkSelfTrigger,
  checkAnswer,
  checkEnrolment,
  checkNeighbours,
  checkSize,
];

/** Second phase: everything wrong or doubtful with a definition of the right form. */
export function validate(model: Model): readonly Diagnostic[] {
  return checks.flatMap((check) => check(model));
}

/** A branch drawn for failures is taken before any rule about them. */
function checkFailures(model: Model): readonly Diagnostic[] {
  return model.normalized.nodes.flatMap((node) => {
    const drawn = (model.graph.outgoing.get(node.id) ?? []).some((link) => link.outcome === 'error');
    if (!drawn || node.node.onFailure?.rule === undefined) return [];
    const { rule: _rule, ...rest } = node.node.onFailure;
    const fix: Fix = {
      title: 'Keep the branch',
      patch: [{ op: 'replace', path: `${node.pointer}/onFailure`, value: JSON.parse(JSON.stringify(rest)) }],
    };
    return [diagnose('AUT-234', { nodeId: node.id, pointer: `${node.pointer}/onFailure/rule` }, {}, fix)];
  });
}

/** Depth of conditions, and "has changed" where no event is at hand. */
function checkConditions(model: Model): readonly Diagnostic[] {
  const { definition } = model.normalized;
  const manual = definition.trigger.type === 'trigger.manual';
  const found: Diagnostic[] = [];
  if (definition.enrollment.filter !== null && depthOf(definition.enrollment.filter) > maxConditionDepth) {
    found.push(diagnose('AUT-008', { nodeId: null, pointer: '/enrollment/filter' }, { max: maxConditionDepth }));
  }
  for (const node of model.normalized.nodes) {
    const { conditions = [], finds = [] } = node.bound?.references ?? {};
    for (const { value, pointer } of [...conditions, ...finds.map((find) => ({ ...find, value: find.value.condition }))]) {
      if (depthOf(value) > maxConditionDepth) found.push(atConfig(node, 'AUT-008', pointer, { max: maxConditionDepth }));
      if (manual && node.node.type !== 'wait.for_event' && hasChanged(value)) found.push(atConfig(node, 'AUT-505', pointer));
    }
  }
  return found;
}

function depthOf(condition: Condition): number {
  return 'of' in condition ? 1 + Math.max(0, ...condition.of.map(depthOf)) : 1;
}

function hasChanged(condition: Condition): boolean {
  return 'of' in condition ? condition.of.some(hasChanged) : condition.kind === 'changed';
}
