import { useTranslation } from 'react-i18next';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { catalogueOf } from '../../../../../domain/records/field-catalogue.ts';
import { isSubjectType } from '../../../components/record-link.tsx';
import { useTimeZone } from '../../../lib/use-formats.ts';
import { fieldsInScope } from '../../builder/model/catalogue-fields.ts';
import { triggerSentence } from '../../builder/sentences/step-sentence.ts';
import { plainText } from '../../builder/sentences/template.ts';
import { textsOf, type Words } from '../../builder/sentences/words.ts';

const catalogue = catalogueOf();
const unknown = () => undefined;
const nobody = { user: unknown, team: unknown, template: unknown, stage: unknown, step: unknown, form: unknown, webhook: unknown };

/** "When a lead is created", for lists, where only built-in fields are known. */
export function useTriggerWords(): (subject: string, trigger: AutomationDefinition['trigger']) => string {
  const { t, i18n } = useTranslation('builder');
  const timeZone = useTimeZone();
  return (subject, trigger) => {
    if (trigger.type === 'trigger.event' && textsOf(trigger.config.events).length === 0) return t('trigger.nothing');
    const fields = fieldsInScope(catalogue, isSubjectType(subject) ? subject : 'lead', [], [], t);
    const words: Words = { t, names: nobody, fields, locale: i18n.language, timeZone };
    return `${t('verbs.trigger')} ${plainText(triggerSentence(trigger, words))}`;
  };
}
