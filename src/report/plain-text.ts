import { stripVTControlCharacters } from 'node:util';

/** Characters that XML 1.0 forbids, including unpaired surrogates, and control characters that it discourages. */
const NOT_FOR_XML = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text without colours and other terminal sequences. Any other control character becomes U+FFFD. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(NOT_FOR_XML, '\ufffd');
}
