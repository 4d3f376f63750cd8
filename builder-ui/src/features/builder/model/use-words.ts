import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { useTimeZone } from '../../../lib/use-formats.ts';
import type { Lookups, Named } from '../api/lookups.ts';
import { numbersOf } from '../canvas/step-view.ts';
import type { Names, Words } from '../sentences/words.ts';
import { fieldsInScope, type StepResults } from './catalogue-fields.ts';
import { outputsOf, triggerEventsOf, variablesOf } from './step-catalogue.ts';

/** The reader's words for a definition: fields by label, people, teams, templates and steps by name. */
export function useWords(definition: AutomationDefinition, lookups: Lookups): Words {
  const { t, i18n } = useTranslation('builder');
  const timeZone = useTimeZone();
  const { subject, trigger } = definition;
  const events = useMemo(() => triggerEventsOf(trigger), [trigger]);
  const names = useStepNames(definition, lookups, t);
  const results = resultsOf(definition);
  const variables = JSON.stringify(variablesOf(definition));
  const fields = useMemo(
    () => fieldsInScope(lookups.catalogue, subject, events, JSON.parse(results), t, JSON.parse(variables)),
    [lookups.catalogue, subject, events, results, variables, t],
  );
  const locale = i18n.language === 'ar' ? 'ar-AE-u-nu-latn' : 'en-GB';
  return useMemo(() => ({ t, names, fields, locale, timeZone }), [t, names, fields, locale, timeZone]);
}

/** What steps give, as text, so that typing in a setting that changes none of it changes nothing here. */
function resultsOf(definition: AutomationDefinition): string {
  const numbers = numbersOf(definition);
  const results: readonly StepResults[] = definition.nodes.map((node) => ({
    id: node.id,
    type: node.type,
    number: numbers.get(node.id) ?? 0,
    outputs: outputsOf(node),
  }));
  return JSON.stringify(results.filter((result) => result.outputs.length > 0));
}

function useStepNames(definition: AutomationDefinition, lookups: Lookups, t: Words['t']): Names {
  // Numbers depend on the lines between steps, names on the nodes: both are part of the structure, typing in a config is neither.
  const signature = `${definition.nodes.map((node) => `${node.id}:${node.name ?? ''}`).join()}|${definition.edges.map((edge) => `${edge.from}.${edge.outcome}>${edge.to}`).join()}`;
  const steps = useMemo(() => {
    const numbers = numbersOf(definition);
    return new Map(definition.nodes.map((node) => [node.id, node.name ?? t('names.step', { number: numbers.get(node.id) ?? 0 })]));
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the signature stands for what of the definition matters here.
  }, [signature, t]);
  return useMemo(() => {
    const find = (list: readonly Named[]) => {
      const byId = new Map(list.map((one) => [one.id, one.name]));
      return (id: string) => byId.get(id) ?? (lookups.loading ? '…' : undefined);
    };
    return {
      user: find(lookups.users),
      team: find(lookups.teams),
      template: find(lookups.templates),
      stage: find(lookups.stages),
      automation: find(lookups.automations),
      form: find(lookups.forms),
      webhook: find(lookups.webhooks),
      segment: find(lookups.segments),
      step: (id) => steps.get(id),
    };
  }, [lookups, steps]);
}
