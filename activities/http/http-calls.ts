import { openCredential } from '../../commands/credentials/credentials.ts';
import { claimCall, type ClaimedCall, settleCall, type CallResult } from '../../commands/http-calls/make-call.ts';
import { type CommandDoors, runCommand } from '../../commands/lib/run-command.ts';
import { hostAllowed } from '../../domain/credentials/credential-rules.ts';
import { askedPause, classOfStatus, mostAnswerBytes, mostRedirects, readAnswer } from '../../domain/http-calls/call-rules.ts';
import { OperationalError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { HttpCallActivities, HttpCallAnswer, HttpCallInput } from '../../workflows/contracts/http-call.ts';
import { authorisation, withoutSecret } from './authorise.ts';
import { type Answered, callOut, type OutgoingRequest } from '../../commands/http-calls/call-out.ts';

export interface HttpCallDeps {
  readonly db: CommandDoors;
  readonly allowPrivate: boolean;
}

type OpenedCredential = Awaited<ReturnType<typeof openCredential>>;

const excerptLength = 16_000;

export function createHttpCallActivities(deps: HttpCallDeps): HttpCallActivities {
  return { makeHttpCall: (input) => makeHttpCall(deps, input) };
}

/** One attempt: claim, call outside any transaction, write what came of it. */
export async function makeHttpCall(deps: HttpCallDeps, input: HttpCallInput): Promise<HttpCallAnswer> {
  const frame = { tenantId: asTenantId(input.tenantId), actor: { kind: 'system', name: 'http' } } as const;
  const claimed = await runCommand(
    deps.db,
    frame,
    async (trx, context) => {
      const call = await claimCall(trx, context, { id: input.callId, incarnation: input.incarnation });
      if (call.kind !== 'call') return call;
      const { credentialId } = call.request;
      return { ...call, credential: credentialId === null ? null : await openSafely(() => openCredential(trx, context, credentialId)) };
    },
    { repeatable: true },
  );
  if (claimed.kind === 'later') return { kind: 'later', until: claimed.until.toISOString() };
  if (claimed.kind !== 'call') return claimed;
  const result = await attempt(deps, claimed, claimed.credential);
  const next = await runCommand(
    deps.db,
    frame,
    (trx, context) => settleCall(trx, context, { id: input.callId, token: claimed.token, result }),
    { repeatable: true },
  );
  return next === null ? { kind: 'done' } : { kind: 'later', until: next.toISOString() };
}

/** A secret that does not open must not stop the workflow for ever: the call fails and says why. */
async function openSafely(open: () => Promise<OpenedCredential>): Promise<OpenedCredential | { readonly problem: string }> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof OperationalError && error.service === 'credentials') return { problem: error.message };
    throw error;
  }
}

async function attempt(
  deps: HttpCallDeps,
  { request, key }: Extract<ClaimedCall, { kind: 'call' }>,
  credential: OpenedCredential | { readonly problem: string },
): Promise<CallResult> {
  const began = performance.now();
  const refused = (error: string): CallResult => ({
    class: 'blocked',
    status: null,
    error,
    body: null,
    values: {},
    askedSeconds: null,
    durationMs: 0,
  });
  if (request.credentialId !== null && credential === null) return refused('The credential was removed.');
  if (credential !== null && 'problem' in credential) return refused(`The credential cannot be used: ${credential.problem}.`);
  if (credential !== null && URL.canParse(request.url) && !hostAllowed(credential.hosts, new URL(request.url)))
    return refused(`The credential may not be sent to ${new URL(request.url).host}.`);
  const secret = credential?.secret ?? null;
  const send = (url: string, withCredential: boolean): Promise<Answered> => {
    const body = request.body ?? '';
    const proof = credential === null || !withCredential ? {} : authorisation(credential, body, Math.floor(Date.now() / 1_000));
    const headers = {
      accept: 'application/json, */*;q=0.5',
      'user-agent': 'Cadenza/1',
      ...lowered(request.headers),
      'idempotency-key': key,
      ...proof,
    };
    const outgoing: OutgoingRequest = { method: request.method, url, headers, body: request.body };
    return callOut(outgoing, {
      timeoutMs: request.timeoutSeconds * 1_000,
      mostBytes: mostAnswerBytes,
      tooLong: 'fail',
      allowPrivate: deps.allowPrivate,
    });
  };
  const said = await followed(request, credential, send);
  const durationMs = Math.round(performance.now() - began);
  if (said.kind !== 'answered') return { ...refused(said.error), class: said.kind === 'failed' ? 'passing' : 'blocked', durationMs };
  const text = withoutSecret(said.body.toString('utf8'), secret);
  const { values, problems } = readAnswer(text, request.fields);
  const kind = classOfStatus(request.okStatuses, said.status);
  return {
    class: kind,
    status: said.status,
    error: kind === 'ok' ? (problems.length === 0 ? null : problems.join(' ')) : `It answered ${said.status}.`,
    body: text.replaceAll('\0', '\ufffd').slice(0, excerptLength),
    values,
    askedSeconds: askedPause(said.headers['retry-after'], Date.now()),
    durationMs,
  };
}

/** Follows redirects of questions (GET) where the step says so. Each address is judged anew, and the credential goes only where it may. */
async function followed(
  request: { readonly url: string; readonly method: string; readonly followRedirects: boolean },
  credential: OpenedCredential,
  send: (url: string, withCredential: boolean) => Promise<Answered>,
): Promise<Answered> {
  let url = request.url;
  for (let redirects = 0; ; redirects += 1) {
    const may = credential !== null && URL.canParse(url) && hostAllowed(credential.hosts, new URL(url)) && sameScheme(request.url, url);
    const said = await send(url, may);
    const { location } = said.kind === 'answered' ? said.headers : {};
    const moved = said.kind === 'answered' && said.status >= 300 && said.status < 400 && location !== undefined;
    if (!moved || !request.followRedirects || request.method !== 'GET') return said;
    if (redirects === mostRedirects) return { kind: 'blocked', error: `It sent us on more than ${mostRedirects} times.` };
    if (!URL.canParse(location, url)) return { kind: 'blocked', error: 'It sent us to something that is no address.' };
    url = new URL(location, url).href;
  }
}

/** A secret that went over TLS does not go on without it. */
function sameScheme(first: string, now: string): boolean {
  return new URL(first).protocol !== 'https:' || new URL(now).protocol === 'https:';
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
