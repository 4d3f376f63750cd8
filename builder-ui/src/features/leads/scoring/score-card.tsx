import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lead } from '../../../../../api/contracts/leads.ts';
import type { LeadScore } from '../../../../../api/contracts/scoring.ts';
import { SidePanel } from '../../../components/side-panel.tsx';
import { SkeletonRows } from '../../../components/skeleton.tsx';
import { api } from '../../../lib/api/fetch-json.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { fieldWords, literalWords } from '../../builder/sentences/condition-words.ts';
import { eventWords } from '../../builder/sentences/words.ts';
import { Card } from '../../records/cards/card.tsx';
import { useListWorld } from '../../views/components/use-list-world.ts';
import { AdjustForm } from './adjust-form.tsx';
import './scoring.css';

/** Why the lead has its score: what each rule gives, and what was given by hand. */
export function ScoreCard({ lead, readOnly }: { lead: Lead; readOnly: boolean }) {
  const { t } = useTranslation('leads');
  const [adjusting, setAdjusting] = useState(false);
  const { data } = useQuery({
    queryKey: ['leads', lead.id, 'score'],
    queryFn: ({ signal }) => api.get<LeadScore>(`/v1/leads/${lead.id}/score`, undefined, signal),
  });
  return (
    <Card
      title={t('why.title')}
      action={!readOnly && <Button size="small" variant="minimal" text={t('why.adjust')} onClick={() => setAdjusting(true)} />}
    >
      <div className="cz-panel-body">{data ? <Parts data={data} /> : <SkeletonRows rows={2} />}</div>
      <SidePanel isOpen={adjusting} onClose={() => setAdjusting(false)} title={t('why.adjustTitle', { name: lead.name })}>
        {adjusting && <AdjustForm lead={lead} onDone={() => setAdjusting(false)} />}
      </SidePanel>
    </Card>
  );
}

function Parts({ data }: { data: LeadScore }) {
  const { t } = useTranslation('leads');
  const formats = useFormats();
  const giving = data.rules.filter((rule) => rule.given !== 0);
  const sum = giving.reduce((total, rule) => total + rule.given, 0);
  return (
    <div className="cz-stack">
      <p>
        <strong>{t('score', { score: formats.number(data.score) })}</strong>
        {!data.upToDate && <span className="cz-meta"> {t('why.counting')}</span>}
      </p>
      {data.rules.length === 0 && data.byHand === data.score && <p className="cz-muted">{t('why.noRules')}</p>}
      {(giving.length > 0 || data.byHand !== 0) && (
        <ul className="cz-score-rules" aria-label={t('why.title')}>
          {giving.map((rule) => (
            <li key={rule.id}>
              <strong>{signed(rule.given, formats.number)}</strong>
              <span>
                {rule.name} <span className="cz-meta">{t(`scoring.group.${rule.group}`)}</span>
                <Found rule={rule} />
              </span>
            </li>
          ))}
          {data.byHand !== 0 && (
            <li>
              <strong>{signed(data.byHand, formats.number)}</strong>
              <span>{t('why.byHand')}</span>
            </li>
          )}
          {sum !== data.fromRules && (
            <li>
              <strong>{signed(data.fromRules - sum, formats.number)}</strong>
              <span>{t('why.limited')}</span>
            </li>
          )}
        </ul>
      )}
      <Silent rules={data.rules.filter((rule) => rule.given === 0)} />
    </div>
  );
}

function signed(value: number, number: (value: number) => string): string {
  return value > 0 ? `+${number(value)}` : number(value);
}

/** What the rule found: how often it happened, and the values its condition looked at. */
function Found({ rule }: { rule: LeadScore['rules'][number] }) {
  const { t } = useTranslation('leads');
  const { words } = useListWorld('lead');
  const times = rule.event === null ? '' : t('why.times', { event: eventWords(words, rule.event), count: rule.times });
  const values = rule.leaves
    .filter((leaf) => leaf.left.includes('.'))
    .map((leaf) =>
      t('why.value', {
        field: fieldWords(words, leaf.left),
        value: leaf.leftValue === null ? t('why.empty') : literalWords(words, leaf.leftValue, leaf.left),
      }),
    );
  const text = [times, ...new Set(values)].filter(Boolean).join(' · ');
  return text === '' ? null : <span className="cz-meta cz-rule-found">{text}</span>;
}

function Silent({ rules }: { rules: LeadScore['rules'] }) {
  const { t } = useTranslation('leads');
  if (rules.length === 0) return null;
  return (
    <details>
      <summary>{t('why.silent', { count: rules.length })}</summary>
      <ul className="cz-score-rules">
        {rules.map((rule) => (
          <li key={rule.id}>
            <strong>0</strong>
            <span>
              {rule.name}
              <Found rule={rule} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
