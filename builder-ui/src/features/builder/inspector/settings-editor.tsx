import { FormGroup, NumericInput } from '@blueprintjs/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useBuilder } from '../model/builder-context.ts';
import { useErrorAt } from './use-error-at.ts';
import { useSettings } from './use-settings.ts';

/** Zone, errors and the loop guard: what holds for every step. */
export function SettingsEditor() {
  const { t } = useTranslation('builder');
  const { definition, words } = useBuilder();
  const change = useSettings();
  const errorAt = useErrorAt('/settings');
  const { settings } = definition;
  const [max, hours] = [useId(), useId()];
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <>
      <TextField
        label={t('trigger.description')}
        lines={3}
        value={definition.description ?? ''}
        onChange={(description) => change({ description }, '/description')}
      />
      <SelectField
        label={t('trigger.timeZone')}
        value={settings.timeZone}
        choices={[
          { value: 'tenant', label: t('trigger.tenantZone', { zone: words.timeZone }) },
          ...(settings.timeZone !== 'tenant' && !zones.includes(settings.timeZone) ? [settings.timeZone, ...zones] : zones).map((zone) => ({
            value: zone,
            label: zone,
          })),
        ]}
        onChange={(timeZone) => change({ settings: { ...settings, timeZone } })}
        error={errorAt('/timeZone')}
      />
      <SelectField
        label={t('trigger.onError')}
        value={settings.onError}
        choices={(['hold', 'fail'] as const).map((value) => ({ value, label: t(`trigger.onErrorKinds.${value}`) }))}
        onChange={(onError) => change({ settings: { ...settings, onError } })}
      />
      <fieldset className="cz-change">
        <legend className="cz-label">{t('trigger.loopGuard')}</legend>
        <div className="cz-pair">
          <FormGroup label={t('trigger.loopMax')} labelFor={max}>
            <NumericInput
              id={max}
              fill
              min={1}
              max={10_000}
              value={settings.loopGuard.max}
              onValueChange={(value) =>
                Number.isInteger(value) &&
                value > 0 &&
                change({ settings: { ...settings, loopGuard: { ...settings.loopGuard, max: value } } }, '/settings/loopGuard')
              }
            />
          </FormGroup>
          <FormGroup label={t('trigger.loopHours')} labelFor={hours}>
            <NumericInput
              id={hours}
              fill
              min={1}
              max={8_760}
              value={settings.loopGuard.perHours}
              onValueChange={(value) =>
                value > 0 &&
                change({ settings: { ...settings, loopGuard: { ...settings.loopGuard, perHours: value } } }, '/settings/loopGuard')
              }
            />
          </FormGroup>
        </div>
      </fieldset>
    </>
  );
}
