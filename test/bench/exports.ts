import { join } from 'node:path';
import { continueExport } from '../../activities/exports/continue-export.ts';
import { createExport } from '../../commands/exports/change-export.ts';
import { loadExport } from '../../commands/exports/export-job.ts';
import { localFileStore } from '../../commands/files/file-store.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import type { ExportFormat } from '../../domain/exports/export-columns.ts';
import { aTenant, type World } from '../factories/index.ts';
import { benchmark } from './lib/benchmark.ts';
import { rounded } from './lib/figures.ts';
import { setStage, type Stage } from './lib/stage.ts';
import { seedCrowd } from './lists/seed.ts';

interface Sizes {
  readonly contacts: number;
}

interface Exported {
  readonly records: number;
  readonly seconds: number;
  readonly megabytes: number;
  /** How much memory the process took at most beyond what it had when the export began. */
  readonly grewMb: number;
}

const mb = 1024 * 1024;
/** What is collected late is taken all the same. */
const atMostMb = 160;
const atMostTimes = 1.6;

/** A file of all contacts with all their columns, and of the first fifty thousand: memory must not follow the size. */
export const exportBenchmark = benchmark<Sizes>({
  tells: 'files of all columns of a workspace’s contacts, as CSV and XLSX: how fast, and how much memory the worker takes',
  usual: { contacts: 200_000 },
  measure: async ({ contacts }, say) => {
    const stage = await setStage();
    try {
      say(`seeding ${contacts} contacts`);
      const world = await aTenant(stage.db);
      await seedCrowd(stage, world.tenantId, world.adminUserId, { contacts, deals: 1, events: 1 });
      // The first export of a process loads what all later ones use.
      await exported(stage, world, 'xlsx', true);
      say('measuring');
      const report = {
        csvPart: await exported(stage, world, 'csv', true),
        csv: await exported(stage, world, 'csv', false),
        xlsxPart: await exported(stage, world, 'xlsx', true),
        xlsx: await exported(stage, world, 'xlsx', false),
      };
      return {
        report,
        head: ['file', 'records', 'seconds', 'MB', 'memory grew by MB'],
        rows: Object.entries(report).map(([name, one]) => [name, one.records, one.seconds, one.megabytes, one.grewMb]),
        goals: [
          { what: 'memory that a workbook of 50,000 records takes, in MB', figure: report.xlsxPart.grewMb, wanted: { atMost: atMostMb } },
          {
            what: `memory of ${contacts} records in a workbook to that of 50,000`,
            figure: rounded(report.xlsx.grewMb / report.xlsxPart.grewMb),
            wanted: { atMost: atMostTimes },
          },
        ],
      };
    } finally {
      await stage.close();
    }
  },
});

async function exported(stage: Stage, world: World, format: ExportFormat, part: boolean): Promise<Exported> {
  const files = localFileStore(join(stage.folder, 'files'));
  const { tenantId, adminUserId } = world;
  const { id, incarnation } = await runCommand(stage.db, { tenantId, actor: { kind: 'user', userId: adminUserId } }, (trx, context) =>
    createExport(trx, context, {
      entity: 'contact',
      format,
      name: 'Contacts',
      columns: null,
      selection: { kind: 'matching', timeZone: 'UTC', ...(part ? { filter: firstFiftyThousand } : {}) },
      sort: '-createdAt',
      timeZone: 'Europe/Berlin',
      ownersSeen: null,
      userId: adminUserId,
    }),
  );
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  const begun = performance.now();
  await continueExport({ db: stage.db, files }, { tenantId, exportId: id, incarnation }, Number.POSITIVE_INFINITY);
  clearInterval(watch);
  const job = await stage.db.readTenant(tenantId, (trx) => loadExport(trx, tenantId, id));
  if (job.status !== 'completed') throw new Error(`the export is ${job.status}`);
  return {
    records: job.done,
    seconds: rounded((performance.now() - begun) / 1000),
    megabytes: rounded(Number(job.fileSize) / mb, 1),
    grewMb: rounded((most - before) / mb, 1),
  };
}

/** Phones of the crowd count up: those of the first fifty thousand begin in five ways. */
const firstFiftyThousand: Condition = {
  kind: 'any',
  of: [0, 1, 2, 3, 4].map((digit) => ({
    kind: 'compare',
    left: { kind: 'field', path: 'contact.phone' },
    operator: 'starts_with',
    right: { kind: 'literal', value: `+4420000${digit}` },
  })),
};
