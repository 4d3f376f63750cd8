import type { WebhookSubscription } from '../../../../../api/contracts/webhooks.ts';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../../components/text-field.tsx';
import { ConditionEditor } from '../../builder/inspector/fields/condition-editor.tsx';
import { ConditionWorldContext } from '../../builder/model/condition-world.ts';
import { isEmptyCondition } from '../../builder/sentences/condition-words.ts';
import { EventChoice } from './event-choice.tsx';
import { useEventWorld } from './use-event-world.ts';

/** What somebody decides about a subscription. */
export type HookSettings = Pick<WebhookSubscription, 'name' | 'url' | 'filter'> & { readonly eventTypes: readonly string[] };

export const settingIds = { '/name': 'hook-name', '/url': 'hook-url' };

/** Name, address, events and filter of a webhook, for a new one and for one that is there. */
export function WebhookSettings({ value, onChange }: { value: HookSettings; onChange: (value: HookSettings) => void }) {
  const { t } = useTranslation('webhooks');
  const world = useEventWorld(value.eventTypes);
  return (
    <>
      <TextField
        id={settingIds['/name']}
        label={t('field.name')}
        value={value.name}
        onChange={(name) => onChange({ ...value, name })}
        required
        maxLength={200}
      />
      <TextField
        id={settingIds['/url']}
        label={t('field.url')}
        hint={t('field.urlHint')}
        type="url"
        value={value.url}
        onChange={(url) => onChange({ ...value, url })}
        required
        maxLength={2_000}
      />
      <EventChoice values={value.eventTypes} onChange={(eventTypes) => onChange({ ...value, eventTypes })} />
      <ConditionWorldContext value={world}>
        <ConditionEditor
          label={t('field.filter')}
          value={value.filter}
          onChange={(filter) => onChange({ ...value, filter: isEmptyCondition(filter) ? null : filter })}
        />
      </ConditionWorldContext>
    </>
  );
}
