import { type Entitlement, featureWords, isFeature, limitWords } from './entitlements.ts';
import type { Source } from './resolve.ts';

/** Why something is granted or refused, in a sentence. */
export function explainEntitlement(
  entitlement: Entitlement,
  source: Source,
  names: { readonly plan: string; readonly subject: string | null },
): string {
  const by = deciderOf(source, names);
  if (isFeature(entitlement)) return `${by} ${source.value === true ? 'grants' : 'does not grant'} ${featureWords[entitlement]}.`;
  const words = limitWords[entitlement];
  if (source.value === null) return `${by} sets no limit to ${words}.`;
  return `${by} allows ${Number(source.value).toLocaleString('en')} ${words}.`;
}

function deciderOf({ scope }: Source, { plan, subject }: { readonly plan: string; readonly subject: string | null }): string {
  switch (scope) {
    case 'plan':
      return `The plan ${plan}`;
    case 'tenant':
      return 'What is laid down for the workspace';
    case 'team':
      return `What is laid down for the team ${subject ?? ''}`.trimEnd();
    case 'user':
      return `What is laid down for ${subject ?? 'this person'}`;
  }
}
