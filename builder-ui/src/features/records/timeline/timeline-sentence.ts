import { useTranslation } from 'react-i18next';
import type { TimelineItem } from '../../../../../api/contracts/activities.ts';
import { useFormats } from '../../../lib/use-formats.ts';
import { useFieldWords } from '../facts/field-words.ts';
import { useUserName } from '../users.ts';

/** The sentence of a timeline entry: the server gives key and values, the words are here. */
export function useTimelineSentence(): (item: TimelineItem) => string {
  const { t } = useTranslation(['records', 'components']);
  const formats = useFormats();
  const userName = useUserName();
  const words = useFieldWords();
  const sentence = (item: TimelineItem): string => {
    const { key, params } = item.text;
    const text = (name: string) => {
      const value = params[name];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    };
    const [group = ''] = item.type.split('.');
    const status = (name: string) => text(name) && t(`components:status.${group}.${text(name)}`, { defaultValue: text(name) });
    const person = (name: string) => (text(name) ? (userName(text(name)) ?? t('records:someone')) : t('records:nobody'));
    const base = {
      record: t(`components:record.${group}`, { defaultValue: group }),
      reason: text('reason') && t(`records:timeline.reason.${text('reason')}`, { defaultValue: text('reason') }),
      title: item.task?.title ?? text('title'),
      name: text('name') || text('tag') || text('subject') || text('company') || text('contact') || text('address'),
      role: text('role') && t(`records:timeline.dealRole.${text('role')}`, { defaultValue: text('role') }),
    };
    if (item.activity) {
      const outcome = item.activity.outcome ? t(`records:outcome.${item.activity.outcome}`) : '';
      const type = t(`records:activity.${item.activity.type}`);
      const title = item.activity.title?.toLowerCase() === type.toLowerCase() ? '' : item.activity.title;
      return [type, outcome && t('records:timeline.outcome', { outcome }), title].filter(Boolean).join(' · ');
    }
    if (item.type.endsWith('.assigned') && group !== 'task') {
      const who = t('records:timeline.assigned', { to: person('to') });
      return base.reason ? `${who} · ${base.reason}` : who;
    }
    if (item.type === 'task.assigned') return t('records:timeline.taskAssigned', { ...base, to: person('to') });
    if (item.type.endsWith('.status_changed')) {
      const change = t('records:timeline.statusChanged', { from: status('from'), to: status('to') });
      return base.reason ? `${change} · ${base.reason}` : change;
    }
    if (item.type === 'lead.score_changed') {
      const change = t('records:timeline.lead_score_changed', { from: text('from'), to: text('to') });
      return text('reason') ? `${change} · ${text('reason')}` : change;
    }
    if (item.type === 'task.rescheduled' && item.task?.dueAt) {
      return t('records:timeline.rescheduled', { ...base, when: formats.dateTime(item.task.dueAt) });
    }
    if (item.type.endsWith('.updated')) {
      const fields = Array.isArray(params.fields) ? params.fields.map((field) => words.label(String(field))).join(', ') : '';
      return t('records:timeline.updated', { fields });
    }
    if (item.type.endsWith('.created') && ['lead', 'contact', 'company', 'deal'].includes(group)) {
      const source = text('source');
      return source
        ? t('records:timeline.createdFrom', { source: t(`records:source.${source}`, { defaultValue: source }) })
        : t('records:timeline.created');
    }
    return t(`records:${key}`, {
      ...base,
      question: text('question'),
      answer: status('answer') || status('status'),
      from: text('from'),
      to: text('to'),
      defaultValue: item.type.replaceAll(/[._]/g, ' '),
    });
  };
  // On the page of its contact or company an event of a deal names the deal.
  return (item) => (typeof item.text.params.deal === 'string' ? `${item.text.params.deal}: ${sentence(item)}` : sentence(item));
}
