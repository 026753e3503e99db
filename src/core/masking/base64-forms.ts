import { isNameLike } from './dictionary-like.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Fewer base64 characters occur by chance. */
const SHORTEST_FORM = 4;

/**
 * The characters that stand for a value in base64, wherever it begins in the encoded text (`Basic`, `user:password`).
 * There are three forms. Each lacks the characters that depend on the neighbours. Forms in the URL alphabet are
 * included.
 */
export function findBase64Forms(value: string): string[] {
  const bytes = [...new TextEncoder().encode(value)];
  const forms = [0, 1, 2].map((before) => {
    const encoded = encode([...Array<number>(before).fill(0), ...bytes]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(first, last);
  });
  const all = forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
  return [...new Set(all)].filter((form) => form.length >= SHORTEST_FORM && !isNameLike(form));
}

/** Without padding, because it is cut off anyway. */
function encode(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += [18, 12, 6, 0].map((shift) => ALPHABET[(word >> shift) & 63]).join('');
  }
  return text;
}
