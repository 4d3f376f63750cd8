import { Button, Checkbox } from '@blueprintjs/core';
import { Add, Cross, Play } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReactionInput } from '../../../../../api/contracts/simulations.ts';
import { DurationField } from '../../../components/duration-field.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { reactionEvents, type ScenarioForm, usualReaction } from '../simulation-model.ts';
import { NumberField } from './number-field.tsx';

interface ScenarioPanelProps {
  readonly form: ScenarioForm;
  readonly onChange: (form: ScenarioForm) => void;
  readonly onRun: () => void;
  readonly busy: boolean;
  readonly hasLive: boolean;
  /** What else may be done with it. */
  readonly children?: ReactNode;
}

const causes = ['task', 'message', 'start'] as const;
const mostReactions = 20;

/** Whom to try it on, for how long, and what people do meanwhile. */
export function ScenarioPanel({ form, onChange, onRun, busy, hasLive, children }: ScenarioPanelProps) {
  const { t } = useTranslation('simulations');
  const change = (part: Partial<ScenarioForm>) => onChange({ ...form, ...part });
  return (
    <form
      className="cz-panel cz-panel-body cz-scenario"
      aria-label={t('scenario')}
      onSubmit={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      <h2>{t('scenario')}</h2>
      <NumberField
        label={t('records')}
        hint={t('recordsHint')}
        value={form.records}
        max={1_000}
        onChange={(records) => change({ records })}
      />
      <CourseFields course={form} onChange={change} />
      {hasLive && (
        <Checkbox checked={form.compare} label={t('compare')} onChange={(event) => change({ compare: event.currentTarget.checked })} />
      )}
      <Button type="submit" intent="primary" icon={<Play />} text={t('run')} loading={busy} />
      {children}
    </form>
  );
}

type CourseForm = Pick<ScenarioForm, 'days' | 'reactions' | 'seed'>;

/** For how long, what people do meanwhile, and which luck they have. */
export function CourseFields({ course, onChange }: { course: CourseForm; onChange: (change: Partial<CourseForm>) => void }) {
  const { t } = useTranslation('simulations');
  const { reactions } = course;
  const react = (index: number, reaction: ReactionInput | null) =>
    onChange({ reactions: reactions.flatMap((one, at) => (at === index ? (reaction ?? []) : one)) });
  return (
    <>
      <NumberField label={t('days')} value={course.days} max={730} onChange={(days) => onChange({ days })} />
      <h3>{t('people')}</h3>
      {reactions.length === 0 && <p className="cz-muted">{t('nobody')}</p>}
      {reactions.map((reaction, index) => (
        // A reaction has no other name than its place.
        <ReactionFields key={index} number={index + 1} reaction={reaction} onChange={(next) => react(index, next)} />
      ))}
      <Button
        icon={<Add />}
        text={t('addReaction')}
        disabled={reactions.length >= mostReactions}
        onClick={() => onChange({ reactions: [...reactions, usualReaction] })}
      />
      <NumberField
        label={t('seed')}
        hint={t('seedHint')}
        value={course.seed}
        min={0}
        max={1_000_000}
        onChange={(seed) => onChange({ seed })}
      />
    </>
  );
}

interface ReactionFieldsProps {
  readonly number: number;
  readonly reaction: ReactionInput;
  readonly onChange: (reaction: ReactionInput | null) => void;
}

function ReactionFields({ number, reaction, onChange }: ReactionFieldsProps) {
  const { t } = useTranslation('simulations');
  const events: readonly ReactionInput['event'][] = reactionEvents[reaction.to];
  return (
    <fieldset className="cz-reaction">
      <legend>{t('reaction', { number })}</legend>
      <Button
        className="cz-reaction-remove"
        variant="minimal"
        size="small"
        icon={<Cross />}
        aria-label={t('removeReaction', { number })}
        onClick={() => onChange(null)}
      />
      <SelectField
        label={t('to')}
        value={reaction.to}
        choices={causes.map((value) => ({ value, label: t(`causes.${value}`) }))}
        onChange={(to) => onChange({ ...reaction, to, event: reactionEvents[to][0] })}
      />
      <NumberField
        label={t('share')}
        min={0}
        max={100}
        value={Math.round(reaction.probability * 100)}
        onChange={(percent) => onChange({ ...reaction, probability: percent / 100 })}
      />
      <SelectField
        label={t('does')}
        value={reaction.event}
        choices={events.map((value) => ({ value, label: t(`events.${value.replace('.', '_')}`) }))}
        onChange={(event) => onChange({ ...reaction, event })}
      />
      <DurationField label={t('after')} value={reaction.after} onChange={(after) => onChange({ ...reaction, after: { ...after } })} />
    </fieldset>
  );
}
