const SECRET_NAME = /(^|_)pass(phrase)?$|password|passwd|secret|token|credential|private_?key|api_?key|access_?key/i;

/** Whether a variable of this name probably holds a secret. */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Masks userinfo in URLs and the values of password-like arguments, in text that is about to be shown. */
export function maskText(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*:[^\s/@]*@/gi, '$1***@')
    .replace(/((?:--?)[\w-]*(?:password|passwd|secret|token|api-?key)[=\s]+)\S+/gi, '$1***')
    .replace(/([?&][\w-]*(?:password|secret|token)=)[^&\s]+/gi, '$1***');
}

/** A command as it may be shown: the word after a password-like flag is masked too. */
export function maskCommand(words: readonly string[]): string[] {
  return words.map((word, i) =>
    /^--?[\w-]*(password|passwd|secret|token|api-?key)$/i.test(words[i - 1] ?? '') ? '***' : maskText(word),
  );
}
