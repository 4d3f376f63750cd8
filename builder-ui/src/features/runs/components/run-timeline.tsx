import { Button } from '@blueprintjs/core';
import { CrossCircle, Hand, Pulse, Repeat, Tick, Time } from '@blueprintjs/icons';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../../../domain/json.ts';
import type { IconComponent } from '../../../lib/feature.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { outcomeWords } from '../../builder/canvas/use-edge-words.ts';
import { wordsOf } from '../../builder/model/fields.ts';
import { eventWords, type Words } from '../../builder/sentences/words.ts';
import type { RunDetail, RunStep } from '../api/runs-api.ts';
import { leafWords, stepWords } from './run-words.ts';

const glyphs: Readonly<Record<RunStep['status'], IconComponent>> = {
  done: Tick,
  waiting: Time,
  retrying: Repeat,
  failed: CrossCircle,
  skipped: Repeat,
};

interface RunTimelineProps {
  readonly run: RunDetail;
  readonly words: Words;
  readonly selected: string | null;
  readonly onSelect: (step: string) => void;
}

/** Every step the run executed, in order, with what it looked at and what came of it. */
export function RunTimeline({ run, words, selected, onSelect }: RunTimelineProps) {
  const list = useRef<HTMLOListElement>(null);
  const began = useRef(selected);
  useEffect(() => {
    // The page opens with its first line in sight; only a choice scrolls.
    if (selected === began.current) return;
    began.current = null;
    if (selected !== null) list.current?.querySelector(`[data-step="${CSS.escape(selected)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <ol className="cz-run-steps" ref={list}>
      <StartEntry
        run={run}
        words={words}
        selected={selected === run.definition.trigger.id}
        onSelect={() => onSelect(run.definition.trigger.id)}
      />
      {run.steps.map((step) => (
        <StepEntry
          key={`${step.epoch} ${step.step} ${step.visit}`}
          run={run}
          step={step}
          words={words}
          selected={selected === step.step}
          onSelect={() => onSelect(step.step)}
        />
      ))}
    </ol>
  );
}

function StartEntry({ run, words, selected, onSelect }: { run: RunDetail; words: Words; selected: boolean; onSelect: () => void }) {
  const { t } = useTranslation('runs');
  const formats = useFormats();
  const type = typeof run.event?.type === 'string' ? eventWords(words, run.event.type) : t(`sources.${run.source}`);
  return (
    <li className="cz-run-step" data-selected={selected || undefined} data-step={run.definition.trigger.id}>
      <span className="cz-run-glyph">
        <Pulse size={14} />
      </span>
      <button type="button" className="cz-run-title" onClick={onSelect}>
        {t('startedBy', { what: type })}
      </button>
      <time className="cz-meta" dateTime={run.createdAt}>
        {formats.dateTime(run.createdAt)}
      </time>
      {run.event !== null && <Values label={t('event')} value={run.event} />}
    </li>
  );
}

function StepEntry({
  run,
  step,
  words,
  selected,
  onSelect,
}: {
  run: RunDetail;
  step: RunStep;
  words: Words;
  selected: boolean;
  onSelect: () => void;
}) {
  const { t } = useTranslation('runs');
  const formats = useFormats();
  const node = run.definition.nodes.find((one) => one.id === step.step);
  const held = run.heldStep === step.step && step.status === 'failed';
  const Glyph = held ? Hand : glyphs[step.status];
  const outcome = step.outcome === null ? '' : outcomeWords(words, step.type, step.outcome);
  return (
    <li className="cz-run-step" data-selected={selected || undefined} data-status={held ? 'held' : step.status} data-step={step.step}>
      <span className="cz-run-glyph">
        <Glyph size={14} />
      </span>
      <button type="button" className="cz-run-title" onClick={onSelect}>
        <span className="cz-muted">{step.number ?? ''}</span> {node === undefined ? step.title : stepWords(node, words)}
      </button>
      <time className="cz-meta" dateTime={step.startedAt}>
        {formats.dateTime(step.startedAt)}
      </time>
      <p className="cz-run-result">
        <b>{t(`stepStatus.${held ? 'held' : step.status}`)}</b>
        {outcome !== '' && step.outcome !== 'next' && <> · {outcome}</>}
        {step.visit > 1 && <> · {t('visit', { count: step.visit })}</>}
        {step.attempts > 1 && <> · {t('attempts', { count: step.attempts })}</>}
        {step.deadline !== null && step.status !== 'done' && <> · {t('until', { at: formats.dateTime(step.deadline) })}</>}
        {step.finishedAt !== null && Date.parse(step.finishedAt) - Date.parse(step.startedAt) > 60_000 && (
          <> · {t('took', { span: formats.span(Date.parse(step.finishedAt) - Date.parse(step.startedAt)) })}</>
        )}
      </p>
      {step.error !== null && <p className="cz-run-error">{step.error}</p>}
      {step.evaluation !== null && (
        <ul className="cz-run-leaves">
          {step.evaluation.leaves.map((leaf, index) => (
            // The leaves of one evaluation never change.
            <li key={index}>
              {leafWords(leaf, words)} <b>{t(leaf.result ? 'yes' : 'no')}</b>
            </li>
          ))}
        </ul>
      )}
      {(hasMembers(step.inputs) || hasMembers(step.output)) && <Details step={step} />}
    </li>
  );
}

function hasMembers(value: RunStep['inputs']): boolean {
  return value !== null && Object.keys(value).length > 0;
}

function Details({ step }: { step: RunStep }) {
  const { t } = useTranslation('runs');
  return (
    <div className="cz-run-details">
      {hasMembers(step.inputs) && <Values label={t('inputs')} value={step.inputs ?? {}} />}
      {hasMembers(step.output) && <Values label={t('output')} value={step.output ?? {}} />}
    </div>
  );
}

/** Values behind a button: most readers only want the sentence. */
function Values({ label, value }: { label: string; value: Readonly<Record<string, unknown>> }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="cz-run-values">
      <Button size="small" variant="minimal" aria-expanded={open} text={label} onClick={() => setOpen(!open)} />
      {open && (
        <dl>
          {Object.entries(value).map(([name, one]) => (
            <div key={name}>
              <dt>{wordsOf(name)}</dt>
              <dd>{shown(one as Json)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function shown(value: Json): string {
  if (value === null || value === '') return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
