import { Button } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../../components/form-errors.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api } from '../../../lib/api/fetch-json.ts';
import type { Mapping } from './mapping-editor.tsx';

interface Trial {
  readonly lead: object;
  readonly custom: object;
  readonly data: object;
  readonly problems: readonly { readonly detail: string }[];
}

/** A sample, what the mapping would make of it, and the button that takes it in for real. */
export function MappingTrial({
  id,
  mapping,
  sample,
  onSample,
}: {
  id: string;
  mapping: Mapping;
  sample: string;
  onSample: (text: string) => void;
}) {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const parsed = parse(sample);
  const attempt = useMutation({ mutationFn: () => api.post<Trial>('/v1/inbound-mapping-trials', { mapping, sample: parsed }) });
  const send = useMutation({
    mutationFn: () => api.post(`/v1/inbound-webhooks/${id}/test`, { body: parsed }),
    onSuccess: () => {
      void toast(t('in.testDone'), 'success');
      void client.invalidateQueries({ queryKey: ['inbound-webhooks'] });
    },
  });
  return (
    <section className="cz-panel cz-panel-body cz-stack" aria-label={t('in.try')}>
      <h2>{t('in.try')}</h2>
      <TextField
        label={t('in.sample')}
        hint={t('in.sampleHint')}
        lines={8}
        value={sample}
        onChange={onSample}
        error={parsed === undefined && sample.trim() !== '' ? t('in.notJson') : undefined}
      />
      <div className="cz-row">
        <Button text={t('in.tryButton')} disabled={parsed === undefined} loading={attempt.isPending} onClick={() => attempt.mutate()} />
        <Button text={t('in.test')} disabled={parsed === undefined} loading={send.isPending} onClick={() => send.mutate()} />
      </div>
      <FormErrors error={attempt.error ?? send.error} />
      {attempt.data && (
        <div role="status">
          {attempt.data.problems.map((problem) => (
            <p key={problem.detail} className="cz-field-error">
              {problem.detail}
            </p>
          ))}
          <pre className="cz-raw">
            {JSON.stringify({ lead: { ...attempt.data.lead, ...attempt.data.custom }, 'event.data': attempt.data.data }, null, 2)}
          </pre>
        </div>
      )}
    </section>
  );
}

function parse(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
