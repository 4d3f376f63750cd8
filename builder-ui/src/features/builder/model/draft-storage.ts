import type { Entry, History } from '../draft/history.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';

/** The log of a draft as the browser keeps it, with the revision of the server it continues. */
export interface StoredDraft {
  readonly revision: string;
  readonly definition: AutomationDefinition;
  readonly undo: readonly Entry[];
  readonly redo: readonly Entry[];
}

const databaseName = 'cadenza-drafts';
const storeName = 'drafts';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps no drafts'));
  });
}

async function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(storeName, mode).objectStore(storeName));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('the draft could not be kept'));
    });
  } finally {
    database.close();
  }
}

/** Undefined where nothing is kept; a browser without storage only loses the log at reload. */
export async function loadDraft(key: string): Promise<StoredDraft | undefined> {
  try {
    return (
      (await withStore<StoredDraft | undefined>('readonly', (store) => store.get(key) as IDBRequest<StoredDraft | undefined>)) ?? undefined
    );
  } catch {
    return undefined;
  }
}

export async function keepDraft(key: string, draft: StoredDraft): Promise<void> {
  try {
    await withStore('readwrite', (store) => store.put(draft, key));
  } catch {
    // Private windows refuse storage: editing goes on, only undo after a reload is lost.
  }
}

export function storedFrom(history: History, revision: string): StoredDraft {
  return { revision, definition: history.definition, undo: history.undo, redo: history.redo };
}
