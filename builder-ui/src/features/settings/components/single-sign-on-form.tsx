import { Button, Switch } from '@blueprintjs/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { checkIssuer, SingleSignOn } from '../../../../../api/contracts/single-sign-on.ts';
import { Banner } from '../../../components/banner.tsx';
import { FormErrors } from '../../../components/form-errors.tsx';
import { SelectField } from '../../../components/select-field.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { toast } from '../../../components/toaster.ts';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';
import { useRoles, useUsers } from '../people.ts';

export const singleSignOnKey = ['single-sign-on'];

interface Draft extends Pick<SingleSignOn, 'on' | 'issuer' | 'clientId' | 'provisioning' | 'secondFactor' | 'passwords'> {
  readonly secret: string;
  readonly domains: string;
  readonly defaultRole: string;
  readonly emergency: string;
}

type Change = (change: Partial<Draft>) => void;
interface PartProps {
  readonly draft: Draft;
  readonly change: Change;
  readonly settings: SingleSignOn;
  readonly error: (pointer: string) => string | undefined;
}

function draftOf(settings: SingleSignOn): Draft {
  const { on, issuer, clientId, provisioning, secondFactor, passwords } = settings;
  return {
    on,
    issuer,
    clientId,
    provisioning,
    secondFactor,
    passwords,
    secret: '',
    domains: settings.domains.join(', '),
    defaultRole: settings.defaultRole ?? '',
    emergency: settings.emergencyUserId ?? '',
  };
}

const domainsIn = (text: string) => text.split(/[\s,;]+/).filter((one) => one !== '');

export function SingleSignOnForm({ settings }: { settings: SingleSignOn }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const change: Change = (more) => setDraft((old) => ({ ...old, ...more }));
  const save = useMutation({
    mutationFn: () => {
      const { secret, domains, defaultRole, emergency, ...rest } = draft;
      const body = {
        ...rest,
        domains: domainsIn(domains),
        defaultRole: defaultRole || null,
        emergencyUserId: emergency || null,
        ...(secret && { clientSecret: secret }),
      };
      return api.patch('/v1/single-sign-on', body, etagOf(settings.version));
    },
    onSuccess: async () => {
      void toast(t('saved'), 'success');
      await client.invalidateQueries({ queryKey: singleSignOnKey });
    },
  });
  const error = (pointer: string) => {
    if (!isProblem(save.error)) return undefined;
    return save.error.errors.find((item) => item.pointer === pointer || item.pointer?.startsWith(`${pointer}/`))?.detail;
  };
  const part = { draft, change, settings, error };
  return (
    <form
      className="cz-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <FormErrors error={save.error} />
      <Provider {...part} />
      <Who {...part} />
      <Ways {...part} />
      <div>
        <Button type="submit" intent="primary" loading={save.isPending} text={t('save')} />
      </div>
    </form>
  );
}

function Panel({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="cz-panel" aria-label={title}>
      <div className="cz-panel-head">
        <h2 className="cz-label">{title}</h2>
      </div>
      <div className="cz-panel-body cz-stack">{children}</div>
    </section>
  );
}

function Provider({ draft, change, settings, error }: PartProps) {
  const { t } = useTranslation('settings');
  const check = useMutation({
    mutationFn: () => api.post<z.infer<typeof checkIssuer.response>>('/v1/single-sign-on/check', { issuer: draft.issuer.trim() }),
  });
  return (
    <Panel title={t('sso.title')}>
      <p className="cz-muted">{t('sso.text')}</p>
      <Switch checked={draft.on} label={t('sso.on')} onChange={() => change({ on: !draft.on })} />
      <div className="cz-form" data-columns="2">
        <TextField
          label={t('sso.issuer')}
          hint={t('sso.issuerHint')}
          type="url"
          value={draft.issuer}
          onChange={(issuer) => change({ issuer })}
          error={error('/issuer')}
          placeholder="https://login.example.com"
          wide
          required
        />
        <TextField
          label={t('sso.clientId')}
          value={draft.clientId}
          onChange={(clientId) => change({ clientId })}
          error={error('/clientId')}
          autoComplete="off"
          required
        />
        <TextField
          label={t('sso.secret')}
          hint={t(settings.hasSecret ? 'sso.secretKept' : 'sso.secretHint')}
          type="password"
          value={draft.secret}
          onChange={(secret) => change({ secret })}
          error={error('/clientSecret')}
          autoComplete="new-password"
        />
        <TextField
          label={t('sso.redirect')}
          hint={t('sso.redirectHint')}
          value={settings.redirectUri}
          onChange={() => undefined}
          wide
          readOnly
        />
      </div>
      <div>
        <Button text={t('sso.check')} disabled={draft.issuer.trim() === ''} loading={check.isPending} onClick={() => check.mutate()} />
      </div>
      <FormErrors error={check.error} />
      {check.data && (
        <Banner boxed intent={check.data.ok ? 'success' : 'warning'}>
          {check.data.ok ? t('sso.checked') : check.data.problem}
        </Banner>
      )}
    </Panel>
  );
}

function Who({ draft, change, error }: PartProps) {
  const { t } = useTranslation(['settings', 'app']);
  const roles = useRoles().filter((role) => role.code !== 'super_admin' && role.code !== 'admin');
  return (
    <Panel title={t('settings:sso.who')}>
      <TextField
        label={t('settings:sso.domains')}
        hint={t('settings:sso.domainsHint')}
        value={draft.domains}
        onChange={(domains) => change({ domains })}
        error={error('/domains')}
        placeholder="example.com"
        required
      />
      <SelectField
        label={t('settings:sso.provisioning')}
        value={draft.provisioning}
        onChange={(provisioning) => change({ provisioning })}
        choices={[
          { value: 'invited', label: t('settings:sso.invited') },
          { value: 'everybody', label: t('settings:sso.everybody') },
        ]}
      />
      {draft.provisioning === 'everybody' && (
        <SelectField
          label={t('settings:sso.defaultRole')}
          value={draft.defaultRole}
          onChange={(defaultRole) => change({ defaultRole })}
          error={error('/defaultRole')}
          choices={[
            { value: '', label: t('settings:sso.choose') },
            ...roles.map((role) => ({ value: role.code, label: t(`app:role.${role.code}`, { defaultValue: role.name }) })),
          ]}
        />
      )}
    </Panel>
  );
}

function Ways({ draft, change, settings, error }: PartProps) {
  const { t } = useTranslation('settings');
  const users = useUsers({ status: 'active' });
  const admins = (users.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter((user) => user.roles.some((role) => role === 'super_admin' || role === 'admin'));
  const wrong = error('/passwords');
  return (
    <Panel title={t('sso.ways')}>
      <SelectField
        label={t('sso.secondFactor')}
        value={draft.secondFactor}
        onChange={(secondFactor) => change({ secondFactor })}
        choices={[
          { value: 'ask', label: t('sso.ask') },
          { value: 'when_proven', label: t('sso.whenProven') },
          { value: 'trust', label: t('sso.trust') },
        ]}
      />
      <SelectField
        label={t('sso.emergency')}
        hint={t('sso.emergencyHint')}
        value={draft.emergency}
        onChange={(emergency) => change({ emergency })}
        error={error('/emergencyUserId')}
        choices={[
          { value: '', label: t('sso.nobody') },
          ...admins.map(({ id, name, email }) => ({ value: id, label: `${name}, ${email}` })),
        ]}
      />
      <Switch
        checked={draft.passwords}
        disabled={draft.passwords && !settings.proven}
        label={t('sso.passwords')}
        onChange={() => change({ passwords: !draft.passwords })}
      />
      {!draft.passwords && settings.outsiders.count > 0 && (
        <Banner boxed intent="warning">
          {t('sso.outsiders', {
            count: settings.outsiders.count,
            people: settings.outsiders.people.map(({ name, email }) => `${name} (${email})`).join(', '),
          })}
        </Banner>
      )}
      {!settings.proven && <p className="cz-meta">{t('sso.notProven')}</p>}
      {wrong && <p className="cz-field-error">{wrong}</p>}
    </Panel>
  );
}
