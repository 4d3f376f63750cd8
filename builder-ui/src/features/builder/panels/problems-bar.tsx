import { Button } from '@blueprintjs/core';
import { ChevronDown, ChevronUp, Error as ErrorIcon, Tick, WarningSign } from '@blueprintjs/icons';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '../../../../../domain/automation/validate/diagnostic.ts';
import { useBuilder } from '../model/builder-context.ts';
import { useDiagnosticWords } from './diagnostic-words.ts';
import './panels.css';

interface ProblemsBarProps {
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
  readonly checking: boolean;
  readonly onJump: (diagnostic: Diagnostic) => void;
  readonly onFix: (diagnostic: Diagnostic) => void;
}

/** Counts of what is wrong, always in sight; opened, each problem as a sentence that leads to its step. */
export function ProblemsBar({ open, onToggle, checking, onJump, onFix }: ProblemsBarProps) {
  const { t } = useTranslation('builder');
  const { diagnostics } = useBuilder();
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const summary =
    diagnostics.length === 0
      ? t('problems.none')
      : [errors > 0 && t('problems.errors', { count: errors }), warnings > 0 && t('problems.warnings', { count: warnings })]
          .filter(Boolean)
          .join(', ');
  const list = useRef<HTMLUListElement>(null);
  const opened = useRef(open);
  useEffect(() => {
    if (open && !opened.current) list.current?.querySelector<HTMLElement>('button')?.focus();
    opened.current = open;
  }, [open]);
  return (
    <section className="cz-problems" aria-label={t('problems.title')}>
      {open && diagnostics.length > 0 && (
        <ul className="cz-problems-list" ref={list}>
          {diagnostics.map((one) => (
            <ProblemLine key={`${one.code} ${one.pointer} ${one.message}`} diagnostic={one} onJump={onJump} onFix={onFix} />
          ))}
        </ul>
      )}
      <div className="cz-problems-bar">
        <Button
          variant="minimal"
          size="small"
          aria-expanded={open && diagnostics.length > 0}
          disabled={diagnostics.length === 0}
          icon={diagnostics.length === 0 ? <Tick /> : errors > 0 ? <ErrorIcon /> : <WarningSign />}
          endIcon={diagnostics.length === 0 ? undefined : open ? <ChevronDown /> : <ChevronUp />}
          intent={errors > 0 ? 'danger' : warnings > 0 ? 'warning' : 'none'}
          text={summary}
          onClick={() => onToggle(!open)}
        />
        <span className="cz-hidden" role="status">
          {checking ? '' : summary}
        </span>
        <span className="cz-spacer" />
        {diagnostics.length > 0 && <span className="cz-meta cz-problems-hint">{t('problems.hint')}</span>}
      </div>
    </section>
  );
}

function ProblemLine({ diagnostic, onJump, onFix }: { diagnostic: Diagnostic } & Pick<ProblemsBarProps, 'onJump' | 'onFix'>) {
  const { t } = useTranslation('builder');
  const { drawing, readOnly } = useBuilder();
  const words = useDiagnosticWords();
  const view = diagnostic.nodeId === null ? undefined : drawing.views.get(diagnostic.nodeId);
  const place =
    view === undefined
      ? t('problems.whole')
      : view.number === 0
        ? t('verbs.trigger')
        : t('names.stepVerb', { number: view.number, verb: view.name || view.verb });
  const Icon = diagnostic.severity === 'error' ? ErrorIcon : WarningSign;
  return (
    <li className="cz-problem" data-severity={diagnostic.severity}>
      <button type="button" className="cz-problem-jump" onClick={() => onJump(diagnostic)}>
        <Icon size={14} />
        <span className="cz-hidden">{t(`problems.${diagnostic.severity}`)}: </span>
        <span className="cz-problem-place">{place}</span>
        <span>{words(diagnostic)}</span>
      </button>
      {diagnostic.fix && !readOnly && (
        <Button
          size="small"
          variant="outlined"
          text={t('problems.fix', { title: diagnostic.fix.title })}
          onClick={() => onFix(diagnostic)}
        />
      )}
    </li>
  );
}
