import { useTranslation } from 'react-i18next';
import type { AutomationDefinition, DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import type { Change } from '../model/changes.ts';
import { conditionWords } from '../sentences/condition-words.ts';
import { stepSentence, triggerSentence } from '../sentences/step-sentence.ts';
import { plainText } from '../sentences/template.ts';
import type { Words } from '../sentences/words.ts';

interface ChangeListProps {
  readonly changes: readonly Change[];
  readonly before: AutomationDefinition;
  readonly after: AutomationDefinition;
  readonly words: Words;
}

/** Differences as sentences with + − ~, old and new beside each other. */
export function ChangeList({ changes, before, after, words }: ChangeListProps) {
  const { t } = useTranslation('builder');
  if (changes.length === 0) return <p className="cz-muted">{t('changes.none')}</p>;
  return (
    <ul className="cz-changes">
      {changes.map((change, index) => (
        // the list is computed anew as a whole.
        <li key={index} data-kind={change.kind}>
          <ChangeLine change={change} before={before} after={after} words={words} />
        </li>
      ))}
    </ul>
  );
}

function ChangeLine({ change, before, after, words }: Omit<ChangeListProps, 'changes'> & { readonly change: Change }) {
  const { t } = useTranslation('builder');
  const sentence = (node: DefinitionNode) =>
    [node.name, t(`verbs.${node.type}`), plainText(stepSentence(node, words))].filter(Boolean).join(' · ');
  switch (change.kind) {
    case 'added':
      return (
        <>
          <b aria-hidden>+</b> <span className="cz-hidden">{t('changes.added')}: </span>
          <ins>{sentence(change.node)}</ins>
        </>
      );
    case 'removed':
      return (
        <>
          <b aria-hidden>−</b> <span className="cz-hidden">{t('changes.removed')}: </span>
          <del>{sentence(change.node)}</del>
        </>
      );
    case 'changed': {
      const [old, now] = [sentence(change.before), sentence(change.after)];
      return (
        <>
          <b aria-hidden>~</b> <span className="cz-hidden">{t('changes.changed')}: </span>
          {old === now ? (
            t('changes.details', { step: now })
          ) : (
            <>
              <del>{old}</del> <ins>{now}</ins>
            </>
          )}
        </>
      );
    }
    case 'rerouted':
      return (
        <>
          <b aria-hidden>~</b>{' '}
          {t('changes.rerouted', {
            step: change.node === null ? t('verbs.trigger') : sentence(change.node),
            outcome: t(`outcomes.${change.outcome}`, { defaultValue: change.outcome }),
          })}
        </>
      );
    case 'member':
      return <MemberLine member={change.member} before={before} after={after} words={words} />;
  }
}

function MemberLine({ member, before, after, words }: Omit<ChangeListProps, 'changes'> & { readonly member: string }) {
  const { t } = useTranslation('builder');
  const text = (definition: AutomationDefinition): string => {
    if (member === 'name') return definition.name;
    if (member === 'trigger') return plainText(triggerSentence(definition.trigger, words));
    if (member === 'enrollment') return conditionWords(words, definition.enrollment.filter);
    return '';
  };
  const [old, now] = [text(before), text(after)];
  return (
    <>
      <b aria-hidden>~</b> {t(`changes.members.${member}`)}
      {old !== now && (
        <>
          {': '}
          <del>{old}</del> <ins>{now}</ins>
        </>
      )}
    </>
  );
}
