import { api } from './fetch-json.ts';

/** A file as the store knows it. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
}

/** Puts a file into the store; what is to become of it is said in a second call. */
export function uploadFile(file: File, purpose: 'import' | 'attachment'): Promise<StoredFile> {
  const form = new FormData();
  form.append('file', file, file.name);
  return api.post<StoredFile>('/v1/files', form, { query: { purpose } });
}
