import type { FactorState } from '../../domain/leads/factors.ts';
import type { QualificationPolicy } from '../../domain/leads/qualification-policy.ts';
import { policyOf } from '../../domain/leads/qualification-policy.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';

export interface StoredFactor extends FactorState {
  readonly recordedAt: string;
  readonly recordedBy: { readonly id: string; readonly name: string } | null;
}

export interface StoredQualification {
  readonly policy: QualificationPolicy;
  readonly factors: readonly StoredFactor[];
}

/** The tenant's policy and what is claimed about a lead, in one statement. */
export async function readQualification(trx: TenantTrx, tenantId: string, leadId: string): Promise<StoredQualification> {
  const row = await rowOf<{ policy: Partial<QualificationPolicy> | null; factors: readonly StoredFactor[] }>(
    trx,
    `select (select policy from qualification_policies where tenant_id = ?) as policy,
       (select coalesce(jsonb_agg(jsonb_build_object('factor', f.factor, 'claim', f.claim, 'source', f.source, 'note', f.note, 'recordedAt', f.recorded_at,
          'recordedBy', (select jsonb_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = f.tenant_id and u.id = f.recorded_by_user_id))), '[]')
        from lead_factors f where f.tenant_id = ? and f.lead_id = ?) as factors`,
    [tenantId, tenantId, leadId],
  );
  return { policy: policyOf(row?.policy ?? null), factors: row?.factors ?? [] };
}

export interface StoredPolicy {
  readonly policy: QualificationPolicy;
  /** 0 as long as the defaults apply. */
  readonly version: number;
}

export async function readPolicy(trx: TenantTrx, tenantId: string): Promise<StoredPolicy> {
  const row = await rowOf<{ policy: Partial<QualificationPolicy>; version: number }>(
    trx,
    'select policy, version from qualification_policies where tenant_id = ?',
    [tenantId],
  );
  return { policy: policyOf(row?.policy ?? null), version: row?.version ?? 0 };
}
