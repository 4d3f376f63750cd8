import { HTMLTable } from '@blueprintjs/core';
import { useTranslation } from 'react-i18next';
import type { DecisionActionEntry, DecisionDetail, DecisionStep } from '../../../../../api/contracts/decisions.ts';
import { Banner } from '../../../components/banner.tsx';
import { Countdown } from '../../../components/countdown.tsx';
import { RecordLink } from '../../../components/record-link.tsx';
import { StatusChip, useStatusWord } from '../../../components/status-chip.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { AnswerForm } from './answer-form.tsx';
import { useQuestion } from './question.ts';

/** A decision with its facts, its steps, everything that was done to it, and what one may do oneself. */
export function DecisionView({ decision }: { decision: DecisionDetail }) {
  const { t } = useTranslation('decisions');
  const formats = useFormats();
  const question = useQuestion();
  const { status, requester, deal } = decision;
  const when = formats.relative(decision.createdAt);
  const isOpen = status === 'pending' || status === 'info_requested';
  return (
    <article className="cz-stack" aria-label={`${question(decision)} ${deal.name}`}>
      <header className="cz-stack">
        <h2 className="cz-decision-head">
          {question(decision)} {t('on')} <RecordLink record={{ type: 'deal', id: deal.id, name: deal.name }} />
        </h2>
        <div className="cz-row cz-row-wrap">
          <StatusChip of="decision" value={status} />
          {decision.sla !== null && <StatusChip of="sla" value={decision.sla} />}
          {decision.sla !== null && decision.dueAt !== null && <Countdown to={decision.dueAt} />}
        </div>
        <p>
          {requester === null ? t('askedByAutomation', { when }) : t('askedBy', { name: requester.name, when })} {isOpen && t('lockedDeal')}
        </p>
        {decision.note !== null && <blockquote className="cz-decision-note">{decision.note}</blockquote>}
        <p className="cz-meta">
          {decision.policies.length === 0
            ? t('byHand')
            : t('because', { names: decision.policies.map((policy) => policy.name).join(', ') })}{' '}
          {isOpen && decision.expiresAt !== null && t('clock.expires', { when: formats.dateTime(decision.expiresAt) })}
        </p>
      </header>
      {status === 'info_requested' && (
        <Banner boxed intent="primary">
          {t('clock.stopped')}
        </Banner>
      )}
      {decision.effectState === 'failed' && (
        <Banner boxed intent="warning">
          {t('answer.failed', { reason: decision.effectProblem ?? '' })}
        </Banner>
      )}
      <Facts decision={decision} />
      <Steps steps={decision.steps} />
      <AnswerForm key={`${decision.id}/${decision.version}`} decision={decision} />
      <History actions={decision.actions} />
    </article>
  );
}

function Facts({ decision: { termsBefore, termsAfter } }: { decision: DecisionDetail }) {
  const { t } = useTranslation('decisions');
  const formats = useFormats();
  const percent = (value: number | null) => (value === null ? t('facts.none') : `${formats.number(value)} %`);
  const yes = (value: boolean) => t(value ? 'facts.yes' : 'facts.no');
  const rows = [
    ['amount', formats.money(termsBefore.amountMinor, termsBefore.currency), formats.money(termsAfter.amountMinor, termsAfter.currency)],
    ['discount', percent(termsBefore.discountPercent), percent(termsAfter.discountPercent)],
    ['flagged', yes(termsBefore.flagged), yes(termsAfter.flagged)],
  ] as const;
  return (
    <div className="cz-table-frame">
      <HTMLTable compact className="cz-table" aria-label={t('facts.label')}>
        <thead>
          <tr>
            <th>{t('facts.what')}</th>
            <th>{t('facts.before')}</th>
            <th>{t('facts.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, before, after]) => (
            <tr key={name}>
              <th scope="row">{t(`facts.${name}`)}</th>
              <td>{before}</td>
              <td>{before === after ? after : <strong>{after}</strong>}</td>
            </tr>
          ))}
        </tbody>
      </HTMLTable>
    </div>
  );
}

function Steps({ steps }: { steps: readonly DecisionStep[] }) {
  const { t } = useTranslation('decisions');
  const word = useStatusWord();
  return (
    <section aria-label={t('steps.label')} className="cz-stack">
      <h3>{t('steps.label')}</h3>
      <ol className="cz-decision-steps">
        {steps.map((step) => (
          <li key={step.seq}>
            <div className="cz-row cz-row-wrap">
              <span>{step.name}</span>
              <StatusChip of="decision" value={step.status} />
              {step.status === 'pending' && <span className="cz-meta">{t('steps.needed', { count: step.needed })}</span>}
            </div>
            <span className="cz-meta">
              {step.status === 'queued'
                ? t('steps.later')
                : step.approvers
                    .map(({ user, answer }) =>
                      answer === null
                        ? t('steps.waits', { name: user.name })
                        : t('steps.answered', { name: user.name, answer: word('decision', answer) }),
                    )
                    .join(', ')}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Entries whose note is told in the sentence itself, or above. */
const told = ['requested', 'step_opened', 'escalated', 'replaced'];

function History({ actions }: { actions: readonly DecisionActionEntry[] }) {
  const { t } = useTranslation('decisions');
  const formats = useFormats();
  return (
    <section aria-label={t('history')} className="cz-stack">
      <h3>{t('history')}</h3>
      <ol className="cz-decision-history">
        {actions.map(({ id, kind, by, to, step, note, at }) => (
          <li key={id}>
            <time className="cz-meta" dateTime={at}>
              {formats.dateTime(at)}
            </time>{' '}
            {t(kind === 'replaced' && to === null ? 'action.replaced_nobody' : `action.${kind}`, {
              by: by?.name ?? t('system'),
              to: to?.name ?? '',
              step: step ?? '',
              note: note ?? '',
            })}
            {note !== null && !told.includes(kind) && <blockquote className="cz-decision-note">{note}</blockquote>}
          </li>
        ))}
      </ol>
    </section>
  );
}
