import type { FileProblem, FileProblemCode } from './import-problem.ts';

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type DetectedEncoding =
  | { readonly kind: 'text'; readonly encoding: TextEncodingName; readonly bomLength: number }
  | { readonly kind: 'problem'; readonly problem: FileProblem };

const signatures: readonly { readonly bytes: readonly number[]; readonly code: FileProblemCode; readonly what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], code: 'file_is_workbook', what: 'an Excel workbook or a zip archive' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], code: 'file_is_workbook', what: 'an old Excel workbook' },
  { bytes: [0x25, 0x50, 0x44, 0x46], code: 'file_is_binary', what: 'a PDF document' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], code: 'file_is_binary', what: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], code: 'file_is_binary', what: 'a picture' },
  { bytes: [0x47, 0x49, 0x46, 0x38], code: 'file_is_binary', what: 'a picture' },
  { bytes: [0x1f, 0x8b], code: 'file_is_binary', what: 'a compressed file' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], code: 'file_is_binary', what: 'a program' },
];

const startsWith = (head: Uint8Array, bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte);

/**
 * Says how the bytes at the head of a file are to be read as text. Excel writes UTF-16 with a byte order mark ("Unicode text"),
 * UTF-8 with one ("CSV UTF-8") or the machine's code page, which in Western countries is Windows-1252.
 * @param head the first bytes of the file, up to some 64 KiB; may end within a character.
 */
export function detectEncoding(head: Uint8Array): DetectedEncoding {
  if (head.length === 0) return problem('file_empty', 'The file is empty.', {});
  for (const signature of signatures) {
    if (startsWith(head, signature.bytes)) return notText(signature.code, signature.what);
  }
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { kind: 'text', encoding: 'utf-8', bomLength: 3 };
  if (startsWith(head, [0xff, 0xfe])) return { kind: 'text', encoding: 'utf-16le', bomLength: 2 };
  if (startsWith(head, [0xfe, 0xff])) return { kind: 'text', encoding: 'utf-16be', bomLength: 2 };
  return withoutMark(head);
}

function withoutMark(head: Uint8Array): DetectedEncoding {
  let evenZeros = 0;
  let oddZeros = 0;
  let controls = 0;
  head.forEach((byte, index) => {
    if (byte === 0 && index % 2 === 0) evenZeros += 1;
    else if (byte === 0) oddZeros += 1;
    else if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) controls += 1;
  });
  const pairs = head.length / 2;
  if (oddZeros > pairs * 0.4 && evenZeros < pairs * 0.1) return { kind: 'text', encoding: 'utf-16le', bomLength: 0 };
  if (evenZeros > pairs * 0.4 && oddZeros < pairs * 0.1) return { kind: 'text', encoding: 'utf-16be', bomLength: 0 };
  if (evenZeros + oddZeros > 0 || controls > head.length * 0.02) return notText('file_is_binary', 'a file of binary data');
  return { kind: 'text', encoding: isUtf8(head) ? 'utf-8' : 'windows-1252', bomLength: 0 };
}

/** True when the bytes are valid UTF-8; a character cut off at the very end counts as valid. */
function isUtf8(bytes: Uint8Array): boolean {
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index] ?? 0;
    const following = followingBytes(byte);
    if (following < 0) return false;
    for (let offset = 1; offset <= following; offset += 1) {
      const next = bytes[index + offset];
      if (next === undefined) return true;
      if ((next & 0xc0) !== 0x80) return false;
    }
    index += following + 1;
  }
  return true;
}

function followingBytes(lead: number): number {
  if (lead < 0x80) return 0;
  if (lead >= 0xc2 && lead < 0xe0) return 1;
  if (lead >= 0xe0 && lead < 0xf0) return 2;
  if (lead >= 0xf0 && lead < 0xf5) return 3;
  return -1;
}

function notText(code: FileProblemCode, what: string): DetectedEncoding {
  const advice = code === 'file_is_workbook' ? ' Open it in Excel and save it as "CSV UTF-8", then upload that file.' : '';
  return problem(code, `This is ${what}, not a CSV file.${advice}`, { what });
}

function problem(code: FileProblemCode, message: string, params: Record<string, string>): DetectedEncoding {
  return { kind: 'problem', problem: { code, message, params, row: 1, column: 1 } };
}
