import { livenessOf } from '../../db/queries/liveness.ts';
import type { LivenessView } from '../../db/queries/liveness.ts';
import { alertsOf } from '../../domain/automation/operations/liveness.ts';
import type { Alert } from '../../domain/automation/operations/liveness.ts';
import { notificationInsert } from '../notifications/notification.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

/** What is wrong with it, from how it gets along. */
export function alertsOfView(view: LivenessView, now: Date): readonly Alert[] {
  return alertsOf({ ...view, now });
}

/**
 * Compares what is wrong with a tenant's automations with what was known: what is new is told to whoever answers for the automation, once;
 * what is over is forgotten, so that the next time is told again. Gives how many were told.
 */
export async function checkLiveness(trx: TenantTrx, context: CommandContext): Promise<number> {
  const views = await livenessOf(trx);
  const known = await rowsOf<{ automationId: string; kind: string }>(
    trx,
    'select automation_id, kind from automation_alerts where tenant_id = ? for update',
    [context.tenantId],
  );
  const had = new Set(known.map((one) => `${one.automationId}/${one.kind}`));
  const has = views.flatMap((view) => alertsOfView(view, context.now).map((alert) => ({ view, alert })));
  let told = 0;
  for (const { view, alert } of has) {
    if (had.delete(`${view.id}/${alert.kind}`)) continue;
    await trx.raw(
      'insert into automation_alerts (tenant_id, automation_id, kind, since, detail) values (?, ?, ?, ?, ?) on conflict do nothing',
      [context.tenantId, view.id, alert.kind, context.now, alert.detail],
    );
    told += await tell(trx, context, view, alert);
  }
  for (const over of had) {
    const [automationId = '', kind = ''] = over.split('/');
    await trx.raw('delete from automation_alerts where tenant_id = ? and automation_id = ? and kind = ?', [
      context.tenantId,
      automationId,
      kind,
    ]);
  }
  return told;
}

const headlines: Readonly<Record<Alert['kind'], string>> = {
  silent: 'is silent',
  failing: 'is failing',
  stuck: 'has runs that stand still',
};

async function tell(trx: TenantTrx, context: CommandContext, view: LivenessView, alert: Alert): Promise<number> {
  if (view.owner === null) return 0;
  const statement = notificationInsert(context, {
    userId: view.owner.id,
    kind: `automation.${alert.kind}`,
    title: `${view.name} ${headlines[alert.kind]}`,
    body: alert.detail,
    severity: 'warning',
    record: { type: 'automation', id: view.id },
  });
  await trx.raw(statement.sql, [...statement.bindings]);
  return 1;
}
