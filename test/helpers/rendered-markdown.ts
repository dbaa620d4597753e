/** Markdown rendered as GitHub does (GFM), as far as tests need it: texts, elements, cells. */

import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Character references as characters. */
const decode = (html: string): string =>
  html.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, dec?: string, hex?: string, name?: string) =>
    dec !== undefined
      ? String.fromCodePoint(Number(dec))
      : hex !== undefined
        ? String.fromCodePoint(Number.parseInt(hex, 16))
        : (NAMED[name ?? ''] ?? whole),
  );

/** HTML of a Markdown text; raw HTML stays, as it does there before the sanitiser. */
export const render = (markdown: string): string =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true, allowDangerousProtocol: true });

/** Names of all elements and attributes in an HTML text. */
export function elementsIn(html: string): readonly string[] {
  return [...html.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<([a-z][a-z0-9]*)((?:\s[^>]*)?)>/gi)].flatMap(([, tag = '', rest = '']) => [
    tag.toLowerCase(),
    ...[...rest.matchAll(/([a-z-]+)=/gi)].map((m) => `${tag}@${m[1]}`),
  ]);
}

/** What a reader sees, and apart from it what stands outside of code: only there GitHub looks for mentions and references. */
export function textsIn(html: string): { readonly all: string; readonly outsideCode: string } {
  const strip = (part: string): string => decode(part.replace(/<!--[\s\S]*?-->/g, '').replace(/<[^>]*>/g, ''));
  return { all: strip(html), outsideCode: strip(html.replace(/<code>[\s\S]*?<\/code>/g, '')) };
}
