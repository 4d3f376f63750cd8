import { useQueryClient } from '@tanstack/react-query';
import { api, etagOf } from '../../../lib/api/fetch-json.ts';
import { isProblem } from '../../../lib/api/problem.ts';

/** Two people changed the same field: theirs is stored, mine is not. */
export interface Conflict {
  readonly theirs: unknown;
}

/** `quiet`: nothing was refused, but it is not done yet either, because something more is asked. */
export type SaveResult = { readonly saved: true; readonly quiet?: boolean } | { readonly saved: false; readonly conflict: Conflict };

interface EditableRecord {
  readonly id: string;
  readonly version: number;
}

/** What a field's change is sent as and read from: `email`, or `custom.budget`. */
export function bodyOf(field: string, value: unknown): Record<string, unknown> {
  return field.startsWith('custom.') ? { custom: { [field.slice('custom.'.length)]: value } } : { [field]: value };
}

export function valueOf(record: object, field: string): unknown {
  const custom = (record as { custom?: Record<string, unknown> }).custom;
  if (field.startsWith('custom.')) return custom?.[field.slice('custom.'.length)] ?? null;
  return (record as Record<string, unknown>)[field] ?? null;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * Saves one field of a record against its version. If somebody changed other fields meanwhile, the change is simply based
 * on their version; if they changed this very field, nothing is sent and both values are given back.
 */
export function useRecordEditor<T extends EditableRecord>(path: string, record: T) {
  const client = useQueryClient();
  const key = [path, record.id];
  const keep = (data: T) => {
    client.setQueryData(key, data);
    void client.invalidateQueries({ queryKey: ['timeline', path, record.id] });
    void client.invalidateQueries({ queryKey: [path, 'list'] });
  };
  const save = async (field: string, value: unknown, force = false): Promise<SaveResult> => {
    let base = client.getQueryData<T>(key) ?? record;
    const before = valueOf(record, field);
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { data } = await api.patch<T>(`/v1/${path}/${record.id}`, bodyOf(field, value), etagOf(base.version));
        keep(data);
        return { saved: true };
      } catch (error) {
        if (!isProblem(error) || error.status !== 412 || attempt === 2) throw error;
        base = await api.get<T>(`/v1/${path}/${record.id}`);
        const theirs = valueOf(base, field);
        if (!force && !same(theirs, before) && !same(theirs, value)) {
          keep(base);
          return { saved: false, conflict: { theirs } };
        }
      }
    }
  };
  return { save };
}
