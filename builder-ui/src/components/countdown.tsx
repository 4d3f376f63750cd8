import { useTranslation } from 'react-i18next';
import { useFormats } from '../lib/use-formats.ts';
import { useNow } from '../lib/use-now.ts';
import './components.css';

interface CountdownProps {
  readonly to: string;
  /** `due`: late is bad and says so; `plain`: only how far away. */
  readonly tone?: 'due' | 'plain';
}

/** How long until an instant, or how long it is past; by the minute, by the second in the last five. */
export function Countdown({ to, tone = 'due' }: CountdownProps) {
  const { t } = useTranslation('components');
  const formats = useFormats();
  const at = new Date(to).getTime();
  const close = Math.abs(at - useNow(30_000).getTime()) < 5 * 60_000;
  const left = at - useNow(close ? 1_000 : 30_000).getTime();
  const late = left < 0;
  const soon = !late && left < 60 * 60_000;
  const text = late ? t('countdown.late', { span: formats.span(left) }) : t('countdown.left', { span: formats.span(left) });
  const state = tone === 'plain' ? 'plain' : late ? 'late' : soon ? 'soon' : 'plain';
  return (
    <time className="cz-countdown" data-state={state} dateTime={to} title={formats.dateTime(to)}>
      {text}
    </time>
  );
}
