import { Button } from '@blueprintjs/core';
import { LogIn } from '@blueprintjs/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { findSso } from '../../../../api/contracts/single-sign-on.ts';
import { FormErrors } from '../../components/form-errors.tsx';
import { api } from '../../lib/api/fetch-json.ts';

const settleMs = 400;
const address = /^[^\s@]+@([^\s@.]+(?:\.[^\s@.]+)+)$/;

/** The workspaces that people with such an address enter by an identity provider: a button each, once the address is there. */
export function SsoButtons({ email, next }: { email: string; next: string }) {
  const { t } = useTranslation('auth');
  const settled = useSettled(email.trim());
  const domain = address.exec(settled)?.[1]?.toLowerCase();
  const found = useQuery({
    queryKey: ['sso', domain],
    queryFn: () => api.post<z.infer<typeof findSso.response>>('/v1/sso/find', { email: settled }),
    enabled: domain !== undefined,
    retry: false,
    staleTime: 300_000,
  });
  const begin = useMutation({
    mutationFn: (workspace: string) => api.post<{ url: string }>('/v1/sso/begin', { workspace, email: email.trim(), next }),
    onSuccess: ({ url }) => location.assign(url),
  });
  const items = domain === undefined ? [] : (found.data?.items ?? []);
  if (items.length === 0) return null;
  return (
    <div className="cz-stack">
      <FormErrors error={begin.error} />
      {items.map(({ workspace, name }) => (
        <Button
          key={workspace}
          size="large"
          fill
          icon={<LogIn />}
          loading={begin.isPending && begin.variables === workspace}
          text={t('sso.signIn', { workspace: name })}
          onClick={() => begin.mutate(workspace)}
        />
      ))}
    </div>
  );
}

/** The value once nobody has typed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
