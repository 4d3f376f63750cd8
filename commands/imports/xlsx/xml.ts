/** A piece of an XML document: a tag that opens (perhaps closing at once), one that closes, or text. */
export type XmlToken =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly empty: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Reads XML as it comes; knows what workbooks hold (no entities of one's own, no doctype) and needs memory for one tag or text only. */
export async function* xmlTokens(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly XmlToken[]> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const piece of bytes) {
    rest += decoder.decode(piece, { stream: true });
    const { tokens, used } = take(rest);
    rest = rest.slice(used);
    if (tokens.length > 0) yield tokens;
  }
}

function take(text: string): { readonly tokens: XmlToken[]; readonly used: number } {
  const tokens: XmlToken[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    if (open < 0) return { tokens, used: at };
    const end = endOf(text, open);
    if (end < 0) return { tokens, used: at };
    if (open > at) tokens.push({ kind: 'text', text: unescaped(text.slice(at, open)) });
    const token = tokenOf(text.slice(open, end));
    if (token !== null) tokens.push(token);
    at = end;
  }
}

/** Where the markup that begins at `open` is over; -1 when the rest of it is still to come. */
function endOf(text: string, open: number): number {
  const closer = text.startsWith('<!--', open) ? '-->' : text.startsWith('<![CDATA[', open) ? ']]>' : '>';
  if (closer === '>' && text.length - open < 9 && '<![CDATA['.startsWith(text.slice(open))) return -1;
  const end = text.indexOf(closer, open);
  return end < 0 ? -1 : end + closer.length;
}

function tokenOf(markup: string): XmlToken | null {
  if (markup.startsWith('<![CDATA[')) return { kind: 'text', text: markup.slice(9, -3) };
  if (markup.startsWith('<!') || markup.startsWith('<?')) return null;
  if (markup.startsWith('</')) return { kind: 'close', name: localName(markup.slice(2, -1).trim()) };
  const empty = markup.endsWith('/>');
  const inner = markup.slice(1, empty ? -2 : -1);
  const blank = inner.search(/\s/);
  const name = blank < 0 ? inner : inner.slice(0, blank);
  return { kind: 'open', name: localName(name), attributes: blank < 0 ? '' : inner.slice(blank), empty };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The value of an attribute, without regard to its prefix. */
export function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match === null ? null : unescaped(match[1] ?? match[2] ?? '');
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}
