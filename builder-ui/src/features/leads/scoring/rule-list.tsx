import { Button, Tag } from '@blueprintjs/core';
import { ArrowDown, ArrowUp, Edit, Trash } from '@blueprintjs/icons';
import { useTranslation } from 'react-i18next';
import type { ScoringPreview } from '../../../../../api/contracts/scoring.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { conditionWords } from '../../builder/sentences/condition-words.ts';
import { eventWords } from '../../builder/sentences/words.ts';
import { useListWorld } from '../../views/components/use-list-world.ts';
import type { DraftRule } from './rules.ts';

interface RuleListProps {
  readonly rules: readonly DraftRule[];
  readonly matches: ScoringPreview['rules'] | undefined;
  readonly onChange: (rules: readonly DraftRule[]) => void;
  readonly onEdit: (index: number) => void;
}

/** Each rule as a sentence, with its points and how many leads it fits now. */
export function RuleList({ rules, matches, onChange, onEdit }: RuleListProps) {
  const { t } = useTranslation('leads');
  const formats = useFormats();
  const sentence = useRuleSentence();
  const move = (index: number, step: 1 | -1) => {
    const next = [...rules];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + step, 0, moved);
    onChange(next);
  };
  return (
    <ol className="cz-rules">
      {rules.map((rule, index) => {
        const fits = matches?.[index]?.matches;
        return (
          <li key={rule.id ?? `${index} ${rule.name}`}>
            <div className="cz-rule-head">
              <span className="cz-rule-points">{formats.number(rule.points)}</span>
              <strong>{rule.name}</strong>
              <Tag minimal>{t(`scoring.group.${rule.group}`)}</Tag>
              {!rule.enabled && <Tag minimal>{t('scoring.off')}</Tag>}
              {rule.broken && (
                <Tag minimal intent="danger">
                  {t('scoring.broken')}
                </Tag>
              )}
              <span className="cz-spacer" />
              {fits !== undefined && <span className="cz-meta">{t('scoring.fits', { count: fits, shown: formats.number(fits) })}</span>}
              <Button
                size="small"
                variant="minimal"
                icon={<ArrowUp />}
                disabled={index === 0}
                aria-label={t('scoring.up', { name: rule.name })}
                onClick={() => move(index, -1)}
              />
              <Button
                size="small"
                variant="minimal"
                icon={<ArrowDown />}
                disabled={index === rules.length - 1}
                aria-label={t('scoring.down', { name: rule.name })}
                onClick={() => move(index, 1)}
              />
              <Button
                size="small"
                variant="minimal"
                icon={<Edit />}
                aria-label={t('scoring.edit', { name: rule.name })}
                onClick={() => onEdit(index)}
              />
              <Button
                size="small"
                variant="minimal"
                icon={<Trash />}
                aria-label={t('scoring.remove', { name: rule.name })}
                onClick={() => onChange(rules.filter((_, other) => other !== index))}
              />
            </div>
            <p className="cz-rule-sentence cz-dense">{sentence(rule)}</p>
          </li>
        );
      })}
    </ol>
  );
}

/** For what a rule gives points, in words. */
export function useRuleSentence(): (rule: Pick<DraftRule, 'condition' | 'event' | 'maxTimes' | 'withinDays'>) => string {
  const { t } = useTranslation('leads');
  const { words } = useListWorld('lead');
  return ({ condition, event, maxTimes, withinDays }) => {
    const when = condition === null ? '' : conditionWords(words, condition);
    if (event === null) return when;
    const each = t('scoring.each', { event: eventWords(words, event), count: maxTimes });
    const within = withinDays === null ? '' : t('scoring.within', { count: withinDays });
    return [each, within, when && t('scoring.aslong', { condition: when })].filter(Boolean).join(', ');
  };
}
