/** WeCom's own have some thirty elements, with those of a member that are the customer's; each has up to three pieces. */
const mostPieces = 1000;

type Element = { name: string; text: string; holdsElements: boolean };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const declaration = /^\s*<\?xml [^<>&?]*\?>/;
const piece = /<!\[CDATA\[(?<verbatim>[^]*?)\]\]>|<(?<opened>[A-Za-z]\w*)(?<empty>\/)?>|<\/(?<closed>\w+)>|[^<&]+/gy;

/**
 * Reads the XML that WeCom sends: an element `xml`, whose elements hold text. What is understood here is all that there
 * is: no DTD, no entity, no attribute, no comment, no processing instruction. So nothing can be expanded, fetched or
 * hidden, and the time it takes grows with the length alone, and little with that.
 *
 * @returns the texts by element name, without white space around them; what holds elements itself is left out. undefined
 *   for anything else, and where an element is there twice: two readers could take it for two things
 */
export function readFlatXml(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const document = decoded(bytes)?.replace(declaration, '').trim() ?? '';
  const texts = new Map<string, string>();
  const open: Element[] = [];
  let end = 0;
  let pieces = 0;
  for (const { index, 0: whole, groups = {} } of document.matchAll(piece)) {
    pieces += 1;
    if (pieces > mostPieces) return undefined;
    const { verbatim, opened, empty, closed = empty && opened } = groups;
    const isTag = opened !== undefined || closed !== undefined;
    if (opened !== undefined && !begin(opened)) return undefined;
    if (closed !== undefined && !finish(closed)) return undefined;
    if (!isTag && !add(verbatim ?? whole)) return undefined;
    end = index + whole.length;
  }
  return end > 0 && end === document.length && open.length === 0 ? texts : undefined;

  function begin(name: string): boolean {
    const outer = open.at(-1);
    open.push({ name, text: '', holdsElements: false });
    if (!outer) return end === 0 && name === 'xml';
    if (outer.holdsElements) return true;
    outer.holdsElements = true;
    return outer.text.trim() === '';
  }

  function finish(name: string): boolean {
    const element = open.pop();
    if (element?.name !== name) return false;
    if (open.length !== 1 || element.holdsElements) return true;
    if (texts.has(name)) return false;
    texts.set(name, element.text.trim());
    return true;
  }

  function add(text: string): boolean {
    const element = open.at(-1);
    if (!element || element.holdsElements) return text.trim() === '';
    element.text += text;
    return true;
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
