import { Radio, RadioGroup } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { NewScenario } from '../../../../../api/contracts/scenarios.ts';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import type { SubjectType } from '../../../../../domain/records/record-types.ts';
import { ListConditionEditor, MatchCount } from '../../views/components/condition-filter.tsx';

type Records = NewScenario['records'];

/** The schema's input type leaves conditions open; what is edited here is one. */
const conditionIn = (records: Extract<Records, { matching: unknown }>) => records.matching as Condition;

interface RecordsChoiceProps {
  readonly subject: SubjectType;
  readonly value: Records;
  /** How many of the newest. */
  readonly newest: number;
  /** Records by name that may be kept; empty: there are none to choose. */
  readonly ids: readonly string[];
  readonly onChange: (records: Records) => void;
}

/** Whom a scenario is tried on: the newest each time, the same records every time, or those that fit a condition. */
export function RecordsChoice({ subject, value, newest, ids, onChange }: RecordsChoiceProps) {
  const { t } = useTranslation('simulations');
  const choices: Readonly<Record<string, () => Records>> = {
    newest: () => ({ newest }),
    ids: () => ({ ids: [...ids] }),
    matching: () => ({ matching: { kind: 'all', of: [] }, limit: newest }),
  };
  return (
    <>
      <RadioGroup
        label={t('tryOn')}
        selectedValue={'ids' in value ? 'ids' : 'newest' in value ? 'newest' : 'matching'}
        onChange={(event) => {
          const chosen = choices[event.currentTarget.value];
          if (chosen !== undefined) onChange(chosen());
        }}
      >
        <Radio value="newest" label={t('newestEachTime', { count: newest })} />
        {ids.length > 0 && <Radio value="ids" label={t('theseRecords', { count: ids.length })} />}
        <Radio value="matching" label={t('fittingRecords', { count: newest })} />
      </RadioGroup>
      {'matching' in value && (
        <div>
          <ListConditionEditor
            entity={subject}
            label={t('condition')}
            value={conditionIn(value)}
            onChange={(matching) => onChange({ ...value, matching })}
          />
          <MatchCount entity={subject} condition={conditionIn(value)} />
        </div>
      )}
    </>
  );
}
