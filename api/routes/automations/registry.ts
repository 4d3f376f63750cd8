import { loadCatalogue } from '../../../commands/templates/check-content.ts';
import { describeNodeTypes, describeTriggerTypes } from '../../../domain/automation/nodes/describe-types.ts';
import { eventTypes } from '../../../domain/events.ts';
import type { Catalogue, CatalogueType, Field } from '../../../domain/records/field-catalogue.ts';
import { operatorsOf } from '../../../domain/records/field-catalogue.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { definitionJsonSchema } from '../../../domain/automation/nodes/definition-json-schema.ts';
import type { RecipeName } from '../../../templates/automations/recipes.ts';
import { recipe, recipeNames } from '../../../templates/automations/recipes.ts';
import * as contract from '../../contracts/automation-registry.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';

/** Types are fixed while the process runs. */
let described: ReturnType<typeof describe> | undefined;

function describe() {
  return {
    triggers: describeTriggerTypes().map((trigger) => ({ ...trigger })),
    nodes: describeNodeTypes().map((node) => ({
      ...node,
      outcomes: node.outcomes.map((outcome) => ({ name: outcome.name, optional: outcome.optional ?? false })),
      outputs: node.outputs.map((output) => ({
        name: output.name,
        type: output.type,
        recordType: output.recordType ?? null,
        maybe: output.maybe ?? false,
      })),
    })),
    events: [...eventTypes],
  };
}

let definitionSchema: JsonObject | undefined;
let starters: contract.StarterAutomation[] | undefined;

function presentRecipe(name: RecipeName): contract.StarterAutomation {
  const definition = recipe(name, { teamId: '' });
  return {
    name,
    title: definition.name,
    about: definition.description ?? '',
    subject: definition.subject,
    // A definition is JSON by its schema; interfaces have no index signature, so the type checker cannot see it.
    definition: definition as unknown as JsonObject,
  };
}

export const registryRoutes: readonly Route[] = [
  readRoute(contract.getNodeTypes, {
    policy: automationPolicy.read,
    handle: async () => (described ??= describe()),
  }),

  readRoute(contract.getDefinitionSchema, {
    policy: automationPolicy.read,
    handle: async () => (definitionSchema ??= definitionJsonSchema()),
  }),

  readRoute(contract.listStarterAutomations, {
    policy: automationPolicy.read,
    handle: async () => ({ items: (starters ??= recipeNames.map(presentRecipe)) }),
  }),

  readRoute(contract.getFieldCatalogue, {
    policy: automationPolicy.read,
    handle: async ({ trx, params, query, principal }) => {
      const catalogue = await loadCatalogue(trx, principal.tenantId);
      const depth = query.related === false ? 0 : 2;
      return {
        subject: params.subject,
        fields: fieldsUnder(catalogue, params.subject, params.subject, { depth, always: true, own: true }),
      };
    },
  }),
];

interface Under {
  readonly depth: number;
  readonly always: boolean;
  readonly own: boolean;
}

/** Fields of a record and, to some depth, of the records it leads to. */
function fieldsUnder(catalogue: Catalogue, type: CatalogueType, path: string, under: Under): ReturnType<typeof presentField>[] {
  const { fields, relations } = catalogue[type];
  const own = fields.map((field) => presentField(field, path, under));
  if (under.depth === 0) return own;
  const related = relations.flatMap((relation) =>
    fieldsUnder(catalogue, relation.to, `${path}.${relation.key}`, {
      depth: under.depth - 1,
      always: under.always && relation.always,
      own: false,
    }),
  );
  return [...own, ...related];
}

function presentField(field: Field, path: string, under: Under) {
  return {
    path: `${path}.${field.key}`,
    type: field.type,
    label: field.label ?? null,
    labelKey: field.labelKey,
    always: field.always && under.always,
    writable: field.writable && under.own,
    options: (field.options ?? []).map((option) => ({ value: option.value, label: option.label ?? null })),
    operators: [...operatorsOf[field.type]],
  };
}
