import { join, resolve } from 'node:path';
import { createBulkActivities } from '../../activities/bulk/continue-bulk.ts';
import { createDecisionActivities } from '../../activities/decisions/watch-decision.ts';
import { createExportActivities } from '../../activities/exports/continue-export.ts';
import { createImportActivities } from '../../activities/imports/continue-import.ts';
import { createMaintenanceActivities } from '../../activities/maintenance/maintenance.ts';
import { createMessagingActivities } from '../../activities/messaging/deliver-message.ts';
import type { OneTimeCodeSender } from '../../activities/messaging/provider.ts';
import { codeFolderSender } from '../../activities/messaging/providers/code-folder.ts';
import { httpCodeSender } from '../../activities/messaging/providers/http-codes.ts';
import { outboxFolderProvider } from '../../activities/messaging/providers/outbox-folder.ts';
import { smtpProvider } from '../../activities/messaging/providers/smtp.ts';
import { createHttpCallActivities } from '../../activities/http/http-calls.ts';
import { createWebhookActivities } from '../../activities/webhooks/deliver-webhooks.ts';
import { createOperationActivities } from '../../activities/operations/continue-operation.ts';
import { createRunActivities } from '../../activities/runs/create-run-activities.ts';
import { type FileStore, localFileStore } from '../../commands/files/file-store.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import type { Env } from '../../config/env.ts';
import type { WorkerProcess } from '../../config/temporal.ts';
import type { Database } from '../../db/connection.ts';
import type { WorkflowDirectory } from '../reconcile/directory.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { releaseForgotten } from '../reconcile/release-forgotten.ts';
import { sweepClosed } from '../reconcile/sweep-closed.ts';

/** The activities each worker process carries; every queue of a process offers all of them. */
export function activitiesOf(process: WorkerProcess, db: Database, env: Env, directory: WorkflowDirectory): object {
  switch (process) {
    case 'automation':
      return {
        ...runActivities(db, env),
        ...createDecisionActivities({ db, baseUrl: (env.PUBLIC_URL ?? 'http://localhost').replace(/\/+$/, '') }),
        ...createWebhookActivities({ db, allowPrivate: env.WEBHOOKS_ALLOW_PRIVATE }),
        ...createHttpCallActivities({ db, allowPrivate: env.WEBHOOKS_ALLOW_PRIVATE }),
      };
    case 'bulk':
      return {
        ...runActivities(db, env),
        ...importActivities(db, env),
        ...createBulkActivities({ db }),
        ...createExportActivities({ db, files: filesOf(env) }),
        ...createOperationActivities({ db }),
        ...maintenanceActivities(db, env, directory),
      };
    case 'messaging':
      return createMessagingActivities({
        db,
        mail: env.SMTP_URL === undefined ? outboxFolderProvider(resolve(join(env.DATA_DIR, 'outbox'))) : smtpProvider(env.SMTP_URL),
        codes: codeSenderOf(env),
        mailFrom: env.MAIL_FROM,
      });
  }
}

function codeSenderOf(env: Env): OneTimeCodeSender {
  if (env.CODES_API_URL === undefined) return codeFolderSender(resolve(join(env.DATA_DIR, 'outbox')));
  return httpCodeSender({
    url: env.CODES_API_URL,
    key: env.CODES_API_KEY ?? '',
    from: { sms: env.CODES_SMS_FROM, whatsapp: env.CODES_WHATSAPP_FROM },
  });
}

function runActivities(db: Database, env: Env): object {
  return createRunActivities({ db, mailDomain: domainOf(env.MAIL_FROM) });
}

function filesOf(env: Env): FileStore {
  return localFileStore(resolve(join(env.DATA_DIR, 'files')));
}

function importActivities(db: Database, env: Env): object {
  const files = filesOf(env);
  const openFile = async (tenantId: string, fileId: string, trx: TenantTrx) => {
    const found: { rows: { storage_key: string }[] } = await trx.raw('select storage_key from files where tenant_id = ? and id = ?', [
      tenantId,
      fileId,
    ]);
    const key = found.rows[0]?.storage_key;
    if (key === undefined) throw new Error(`there is no file ${fileId}`);
    return files.read(key);
  };
  return createImportActivities({ db, openFile });
}

function maintenanceActivities(db: Database, env: Env, directory: WorkflowDirectory): object {
  return createMaintenanceActivities({
    db,
    files: filesOf(env),
    sweepClosed: (since) => sweepClosed({ db, directory }, since),
    releaseForgotten: () => releaseForgotten(db),
    reconcile: () => reconcile({ db, directory }),
  });
}

/** What stands behind the @ of the sender: Message-IDs are made there. */
export function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'cadenza.invalid';
}
