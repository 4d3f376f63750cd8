import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { SearchAttributeType, TemporalConfig } from '../../config/temporal.ts';
import { applySchedules } from './temporal-schedules.ts';

/** What was found at the Temporal service, and what was done about it. */
export interface ApplyReport {
  /** Sentences about what was changed. */
  readonly applied: readonly string[];
  /** Sentences about what is missing and may not be made by us; empty: all is as temporal.yaml wants it. */
  readonly missing: readonly string[];
}

const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
/** Permission denied, unimplemented, unauthenticated: somebody else manages this service (Temporal Cloud, say). */
const MANAGED_ELSEWHERE = new Set<number>([7, 12, 16]);
const DAY_SECONDS = 86_400;

/** temporal.api.enums.v1.IndexedValueType */
const WIRE_TYPE: Readonly<Record<SearchAttributeType, number>> = {
  Text: 1,
  Keyword: 2,
  Int: 3,
  Double: 4,
  Bool: 5,
  Datetime: 6,
  KeywordList: 7,
};

function grpcCode(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}

/** Runs a change; false when the service does not let us. */
async function permitted(change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    const code = grpcCode(error);
    if (code === ALREADY_EXISTS) return true;
    if (code !== undefined && MANAGED_ELSEWHERE.has(code)) return false;
    throw error;
  }
}

interface Target {
  readonly connection: Connection;
  readonly namespace: string;
  readonly config: TemporalConfig;
}

async function applyNamespace({ connection, namespace, config }: Target, applied: string[], missing: string[]): Promise<boolean> {
  const service = connection.workflowService;
  const wanted = config.namespace.retentionDays * DAY_SECONDS;
  const retention = msToTs(wanted * 1_000);
  const days = `${config.namespace.retentionDays} days`;
  const found = await service.describeNamespace({ namespace }).catch((error: unknown) => {
    if (grpcCode(error) === NOT_FOUND) return undefined;
    throw error;
  });
  if (found === undefined) {
    const description = config.namespace.description;
    const made = await permitted(() => service.registerNamespace({ namespace, description, workflowExecutionRetentionPeriod: retention }));
    (made ? applied : missing).push(
      made ? `Namespace "${namespace}" was made; it keeps closed runs ${days}.` : `There is no namespace "${namespace}".`,
    );
    return made;
  }
  const present = Number(found.config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  if (present !== wanted) {
    const changed = await permitted(() => service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: retention } }));
    const is = `${(present / DAY_SECONDS).toFixed(1)} days`;
    if (changed) applied.push(`Namespace "${namespace}" keeps closed runs ${days} instead of ${is}.`);
  }
  return true;
}

/** A new namespace takes seconds until every part of the service knows it. */
async function listAttributes({ connection, namespace }: Target): Promise<Record<string, unknown>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      return customAttributes;
    } catch (error) {
      const code = grpcCode(error);
      if (code !== undefined && MANAGED_ELSEWHERE.has(code)) return {};
      if (code !== NOT_FOUND || attempt > 120) throw error;
      await pause(250);
    }
  }
}

async function applySearchAttributes(target: Target, applied: string[], missing: string[]): Promise<void> {
  const { connection, namespace, config } = target;
  const present = await listAttributes(target);
  const wanted = Object.entries(config.searchAttributes);
  for (const [name, type] of wanted) {
    if (name in present && Number(present[name]) !== WIRE_TYPE[type]) missing.push(`Search attribute ${name} is not of type ${type}.`);
  }
  const absent = wanted.filter(([name]) => !(name in present));
  if (absent.length === 0) return;
  const searchAttributes = Object.fromEntries(absent.map(([name, type]) => [name, WIRE_TYPE[type]]));
  if (await permitted(() => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }))) {
    applied.push(`Search attributes added: ${absent.map(([name]) => name).join(', ')}.`);
  } else {
    missing.push(...absent.map(([name, type]) => `Search attribute ${name} of type ${type} is missing.`));
  }
}

/**
 * Makes a Temporal service as temporal.yaml wants it: namespace, retention, search attributes. Where we may not, it is
 * compared instead and what is missing is named. Schedules are made where they are missing.
 */
export async function applyTemporalConfig(target: Target): Promise<ApplyReport> {
  const applied: string[] = [];
  const missing: string[] = [];
  if (await applyNamespace(target, applied, missing)) {
    await applySearchAttributes(target, applied, missing);
    await applySchedules(target, applied);
  }
  return { applied, missing };
}

/**
 * Makes a build the current version of the Worker Deployment: without one, versioned workers get nothing to do. Waits
 * until the workers of the build have announced themselves.
 */
export async function makeBuildCurrent({ connection, namespace, config }: Target, buildId: string, patience = 20_000): Promise<boolean> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      await connection.workflowService.setWorkerDeploymentCurrentVersion({
        namespace,
        deploymentName: config.deployment,
        buildId,
        identity: 'cadenza-start',
        ignoreMissingTaskQueues: true,
      });
      return true;
    } catch (error) {
      const code = grpcCode(error);
      // Not found, failed precondition: no worker of this build has polled yet.
      if (code !== NOT_FOUND && code !== 9) throw error;
      if (Date.now() > deadline) return false;
      await pause(250);
    }
  }
}
