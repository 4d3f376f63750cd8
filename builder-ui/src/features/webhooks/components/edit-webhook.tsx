import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WebhookSubscription } from '../../../../../api/contracts/webhooks.ts';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SidePanel } from '../../../components/side-panel.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { type HookSettings, settingIds, WebhookSettings } from './webhook-settings.tsx';

/** Changes a subscription. What somebody else has changed meanwhile is shown and not overwritten unseen. */
export function EditWebhook({ hook, onClose }: { hook: WebhookSubscription; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const [begun, setBegun] = useState(hook);
  const [draft, setDraft] = useState<HookSettings>(() => settingsOf(hook));
  const keep = (data: WebhookSubscription) => {
    client.setQueryData(['webhooks', 'one', hook.id], data);
    void client.invalidateQueries({ queryKey: ['webhooks', 'list'] });
  };
  const save = useMutation({
    mutationFn: async () => (await api.patch<WebhookSubscription>(`/v1/webhooks/${hook.id}`, draft, etagOf(begun.version))).data,
    onSuccess: (data) => {
      keep(data);
      void toast(t('saved'), 'success');
      onClose();
    },
    onError: async (error) => {
      if (!isProblem(error) || error.status !== 412) return;
      keep(await api.get<WebhookSubscription>(`/v1/webhooks/${hook.id}`));
    },
  });
  const changedMeanwhile = save.error !== null && isProblem(save.error) && save.error.status === 412;
  return (
    <SidePanel title={t('out.edit', { name: hook.name })} isOpen onClose={onClose}>
      <form
        className="cz-stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {changedMeanwhile && hook.version !== begun.version ? (
          <Banner boxed intent="warning">
            <p>{t('out.changedMeanwhile')}</p>
            <dl className="cz-facts-plain">
              {differences(draft, hook).map(({ name, theirs }) => (
                <div key={name}>
                  <dt>{t(`field.${name}`)}</dt>
                  <dd className="cz-mono">{theirs}</dd>
                </div>
              ))}
            </dl>
            <div className="cz-row">
              <Button
                text={t('out.takeTheirs')}
                onClick={() => {
                  setBegun(hook);
                  setDraft(settingsOf(hook));
                  save.reset();
                }}
              />
              <Button
                text={t('out.keepMine')}
                onClick={() => {
                  setBegun(hook);
                  save.reset();
                }}
              />
            </div>
          </Banner>
        ) : (
          <FormErrors error={save.error} ids={settingIds} />
        )}
        <WebhookSettings value={draft} onChange={setDraft} />
        <Button type="submit" intent="primary" text={t('save')} loading={save.isPending} disabled={draft.eventTypes.length === 0} />
      </form>
    </SidePanel>
  );
}

function settingsOf({ name, url, eventTypes, filter }: WebhookSubscription): HookSettings {
  return { name, url, eventTypes, filter };
}

/** What stands there now, where it is not what the person has in front of them. */
function differences(mine: HookSettings, theirs: WebhookSubscription) {
  const shown = ({ name, url, eventTypes, filter }: HookSettings) => ({
    name,
    url,
    events: eventTypes.join(', '),
    filter: filter === null ? '–' : JSON.stringify(filter),
  });
  const [ours, now] = [shown(mine), shown(settingsOf(theirs))];
  return (['name', 'url', 'events', 'filter'] as const)
    .filter((name) => ours[name] !== now[name])
    .map((name) => ({ name, theirs: now[name] }));
}
