import type { RowPorts } from '../../domain/imports/read-value.ts';
import type { ImportEntity } from '../../domain/imports/record-targets.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

interface StageRow {
  readonly id: string;
  readonly name: string;
  readonly pipelineId: string;
  readonly pipeline: string;
  readonly isDefault: boolean;
}

/** What the reading of rows asks of the tenant: its people, its country and, for deals, its pipelines. */
export async function rowPorts(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>, entity: ImportEntity): Promise<RowPorts> {
  const people = await rowsOf<{ readonly id: string; readonly email: string; readonly name: string | null }>(
    trx,
    `select users.id, lower(users.email) as email, lower(user_profiles.full_name) as name
     from users left join user_profiles on user_profiles.tenant_id = users.tenant_id and user_profiles.user_id = users.id
     where users.tenant_id = ? and users.status = 'active'`,
    [context.tenantId],
  );
  const tenant = await rowOf<{ readonly locale: string | null }>(trx, 'select locale from tenants where id = ?', [context.tenantId]);
  const byName = new Map(
    people.flatMap((person) => [[person.email, person.id] as const, ...(person.name ? [[person.name, person.id] as const] : [])]),
  );
  return {
    parsePhone,
    defaultCountry: countryOf(tenant?.locale ?? null),
    findOwner: (text) => byName.get(text) ?? null,
    ...(entity === 'deal' ? stagePorts(await stagesOf(trx, context)) : {}),
  };
}

function countryOf(locale: string | null): string | undefined {
  return locale === null ? undefined : /[-_]([A-Z]{2})$/.exec(locale)?.[1];
}

function stagesOf(trx: TenantTrx, context: Pick<CommandContext, 'tenantId'>): Promise<StageRow[]> {
  return rowsOf<StageRow>(
    trx,
    `select s.id, lower(s.name) as name, s.pipeline_id, lower(p.name) as pipeline, p.is_default from stages s
     join pipelines p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
     where s.tenant_id = ? and s.archived_at is null and p.archived_at is null order by p.is_default desc, p.id, s.position`,
    [context.tenantId],
  );
}

function stagePorts(stages: readonly StageRow[]): Required<Pick<RowPorts, 'findPipeline' | 'findStage'>> {
  return {
    findPipeline: (text) => stages.find((stage) => stage.pipeline === text)?.pipelineId ?? null,
    // Products write "closedwon" and "Closed Won"; ours may be "Won".
    findStage: (text, pipelineId) => {
      const offered = stages.filter((stage) => pipelineId === null || stage.pipelineId === pipelineId);
      const plain = squeezed(text);
      const stage =
        offered.find((one) => squeezed(one.name) === plain) ?? offered.find((one) => squeezed(one.name) === plain.replace(/^closed/, ''));
      return stage === undefined ? null : { id: stage.id, pipelineId: stage.pipelineId };
    },
  };
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
