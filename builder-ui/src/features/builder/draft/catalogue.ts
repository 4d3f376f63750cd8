import type { DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import type { NodeType } from '../../../../../domain/automation/nodes/node-types.ts';
import type { JsonObject } from '../../../../../domain/json.ts';

/** What editing a graph must know of a step's type. The registry of node types gives it (`model/step-catalogue.ts`), tests their own. */
export interface StepCatalogue {
  /** Outcomes in the order of their branches. */
  outcomesOf(node: Pick<DefinitionNode, 'type' | 'config'>, used: ReadonlySet<string>): readonly string[];
  /** JSON Pointers into the config at which the id of another step stands. */
  stepPointers(node: Pick<DefinitionNode, 'type' | 'config'>): readonly string[];
  defaultsOf(type: NodeType): JsonObject;
}
