import { useTranslation } from 'react-i18next';
import { nextTime, parseCron } from '../../../../../domain/automation/due/cron.ts';
import { isTimeZone } from '../../../../../domain/calendar/zone.ts';
import type { Condition } from '../../../../../domain/expressions/ast.ts';
import type { Json } from '../../../../../domain/json.ts';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useFormats } from '../../../lib/use-formats.ts';
import { useNow } from '../../../lib/use-now.ts';
import { useBuilder } from '../model/builder-context.ts';
import { textOf } from '../sentences/words.ts';
import { ConditionEditor } from './fields/condition-editor.tsx';
import { MatchingNow } from './fields/matching-now.tsx';
import type { TriggerEditorProps } from './trigger-date.tsx';

/** What most people want; anything else is written out. */
const usual = ['0 9 * * *', '0 9 * * 1-5', '0 9 * * 1', '0 9 1 * *', '0 * * * *'] as const;

/** At which times, and for which records. */
export function TriggerScheduleEditor({ config, onChange, errorAt }: TriggerEditorProps) {
  const { t } = useTranslation('builder');
  const set = (pointer: string, value: Json) => onChange({ ...config, [pointer.slice(1)]: value }, pointer);
  const cron = textOf(config.cron);
  const chosen = usual.find((one) => one === cron) ?? '';
  const among = (config.among ?? null) as unknown as Condition | null; // checked by the schema of the trigger
  return (
    <>
      <SelectField
        label={t('trigger.schedule.usual')}
        value={chosen}
        choices={[
          ...usual.map((value) => ({ value, label: t(`trigger.schedule.usualKinds.${usual.indexOf(value)}`) })),
          { value: '', label: t('trigger.schedule.own') },
        ]}
        onChange={(next) => next !== '' && set('/cron', next)}
      />
      <TextField
        label={t('trigger.schedule.cron')}
        hint={t('trigger.schedule.cronHint')}
        value={cron}
        onChange={(next) => set('/cron', next)}
        error={errorAt('/cron')}
      />
      <NextTime cron={cron} zone={textOf(config.timeZone)} />
      <ConditionEditor
        label={t('trigger.schedule.among')}
        value={among}
        onChange={(next) => set('/among', 'of' in next && next.of.length === 0 ? null : next)}
        error={errorAt('/among')}
      />
      <MatchingNow condition={among} />
    </>
  );
}

/** "Next: Monday, 9:00", so that nobody has to read cron. */
function NextTime({ cron, zone }: { readonly cron: string; readonly zone: string }) {
  const { t } = useTranslation('builder');
  const { definition, lookups } = useBuilder();
  const formats = useFormats();
  const now = useNow();
  const parsed = parseCron(cron);
  if (!parsed.ok) return null;
  const meant =
    [zone, definition.settings.timeZone, lookups.calendar?.timeZone ?? ''].find((one) => one !== '' && isTimeZone(one)) ?? 'UTC';
  const next = nextTime(parsed.cron, meant, now.getTime());
  if (next === null) return null;
  return <p className="cz-meta">{t('trigger.schedule.next', { time: formats.dateTime(new Date(next).toISOString()) })}</p>;
}
