import { Button, Checkbox } from '@blueprintjs/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { daysRange, pointsRange, scoreGroups, scoringEvents, timesRange } from '../../../../../domain/leads/scoring.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { eventWords } from '../../builder/sentences/words.ts';
import { ListConditionEditor } from '../../views/components/condition-filter.tsx';
import { useListWorld } from '../../views/components/use-list-world.ts';
import type { DraftRule } from './rules.ts';

interface RuleFormProps {
  readonly start: DraftRule;
  readonly onDone: (rule: DraftRule) => void;
  readonly onCancel: () => void;
}

const empty = { kind: 'all', of: [] } as const;

/** One rule: what it is called, how many points it gives, and for what. */
export function RuleForm({ start, onDone, onCancel }: RuleFormProps) {
  const { t } = useTranslation('leads');
  const { words } = useListWorld('lead');
  const [rule, setRule] = useState(start);
  const [points, setPoints] = useState(String(start.points));
  const given = Number(points);
  const pointsError =
    Number.isInteger(given) && given !== 0 && given >= pointsRange.min && given <= pointsRange.max
      ? undefined
      : t('scoring.rule.pointsError', pointsRange);
  const nothing = rule.event === null && (rule.condition === null || (rule.condition.kind === 'all' && rule.condition.of.length === 0));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pointsError !== undefined || nothing || rule.name.trim() === '') return;
    const { condition } = rule;
    const asksNothing = condition !== null && condition.kind === 'all' && condition.of.length === 0;
    onDone({ ...rule, name: rule.name.trim(), points: given, condition: asksNothing ? null : condition });
  };
  return (
    <form className="cz-stack" onSubmit={submit} noValidate>
      <div className="cz-form" data-columns="2">
        <TextField
          autoFocus
          required
          wide
          label={t('scoring.rule.name')}
          value={rule.name}
          maxLength={100}
          onChange={(name) => setRule({ ...rule, name })}
        />
        <TextField
          type="number"
          required
          label={t('scoring.rule.points')}
          hint={t('scoring.rule.pointsHint')}
          value={points}
          error={pointsError}
          onChange={setPoints}
        />
        <SelectField
          label={t('scoring.rule.group')}
          value={rule.group}
          choices={scoreGroups.map((value) => ({ value, label: t(`scoring.group.${value}`) }))}
          onChange={(group) => setRule({ ...rule, group })}
        />
      </div>
      <ListConditionEditor
        entity="lead"
        label={t('scoring.rule.condition')}
        value={rule.condition ?? empty}
        onChange={(condition) => setRule({ ...rule, condition })}
      />
      <SelectField
        label={t('scoring.rule.event')}
        hint={t('scoring.rule.eventHint')}
        value={rule.event ?? ''}
        choices={[
          { value: '', label: t('scoring.rule.noEvent') },
          ...scoringEvents.map((value) => ({ value, label: eventWords(words, value) })),
        ]}
        onChange={(value) => setRule({ ...rule, event: scoringEvents.find((one) => one === value) ?? null })}
      />
      {rule.event !== null && <Counting rule={rule} onChange={setRule} />}
      <Checkbox
        label={t('scoring.rule.enabled')}
        checked={rule.enabled}
        onChange={(event) => setRule({ ...rule, enabled: event.currentTarget.checked })}
      />
      <div className="cz-row">
        <Button
          type="submit"
          intent="primary"
          text={t('scoring.rule.done')}
          disabled={rule.name.trim() === '' || nothing || pointsError !== undefined}
        />
        <Button variant="minimal" text={t('scoring.cancel')} onClick={onCancel} />
        {nothing && <span className="cz-meta">{t('scoring.rule.nothing')}</span>}
      </div>
    </form>
  );
}

function Counting({ rule, onChange }: { rule: DraftRule; onChange: (rule: DraftRule) => void }) {
  const { t } = useTranslation('leads');
  const within = (text: string, { min, max }: { readonly min: number; readonly max: number }) =>
    Math.min(max, Math.max(min, Math.round(Number(text)) || min));
  return (
    <div className="cz-form" data-columns="2">
      <TextField
        type="number"
        {...timesRange}
        label={t('scoring.rule.maxTimes')}
        value={String(rule.maxTimes)}
        onChange={(text) => onChange({ ...rule, maxTimes: within(text, timesRange) })}
      />
      <TextField
        type="number"
        {...daysRange}
        label={t('scoring.rule.withinDays')}
        hint={t('scoring.rule.withinDaysHint')}
        value={rule.withinDays === null ? '' : String(rule.withinDays)}
        onChange={(text) => onChange({ ...rule, withinDays: text === '' ? null : within(text, daysRange) })}
      />
    </div>
  );
}
