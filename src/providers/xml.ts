/** XML bodies as plain values: elements become keys, text stays text. Entities, document types and number guessing are off. */

/**
 * Parses a small XML document. Null when it is not well-formed, declares a document type, or nests too deep.
 * Shape: element name → text, object or list of these.
 */
export async function parseXml(text: string): Promise<Readonly<Record<string, unknown>> | null> {
  // Entities of a document type could expand without bound or read files; no provider here uses one.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) return null;
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(text) !== true) return null; // the parser alone would accept a truncated document
  const parser = new XMLParser({
    processEntities: false,
    parseTagValue: false,
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    trimValues: true,
    maxNestedTags: 16,
  });
  try {
    const value: unknown = parser.parse(text);
    return typeof value === 'object' && value !== null && Object.keys(value).length === 1 ? { ...value } : null;
  } catch {
    return null; // too deep, or a reserved name such as __proto__
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Texts of one or many elements, with the five predefined entities resolved: for messages only. */
export function xmlTexts(value: unknown): readonly string[] {
  const texts = Array.isArray(value) ? value : [value];
  return texts
    .filter((t): t is string => typeof t === 'string' && t !== '')
    .map((t) => t.replace(/&(amp|lt|gt|quot|apos);/g, (whole, entity: string) => ENTITIES[entity] ?? whole));
}
