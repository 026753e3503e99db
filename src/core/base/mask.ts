const WORDS = 'password|passwd|passphrase|secret|token|credential|(?:private|api|access)[-_.]?key';
const SECRET_NAME = new RegExp(`${WORDS}|(^|[-_.])pass$|_pwd$`, 'i');

/** Whether a variable, flag or key of this name probably holds a secret. */
export function looksSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Hides known secrets in text that other programs wrote. */
export type Mask = (foreign: string) => string;

/** Called with each value that is masked, as it is written in the text. */
type Found = (value: string) => void;

/** Limited, like every repetition here, so that no text takes long. */
const PART = '[\\w.-]{0,60}';
const NAME = `(?:${PART}(?:${WORDS})${PART}|(?:${PART}[-_.])?(?:pass|pwd))`;
const START = '(?<![\\w.-])';
const QUOTED = `"(?:[^"\\\\]|\\\\.)*"|'[^']*'`;
const VALUE = `((?:${QUOTED}|\\S)+)`;

/** Programs with a one-letter flag for the password. */
const SHORT_FLAGS: readonly (readonly [program: string, flag: string])[] = [
  ['(?:mysql|mariadb)[\\w-]*', '-p'],
  ['mongo[\\w-]*', '-p'],
  ['redis-cli', '-a'],
  ['sqlcmd', '-P'],
  ['curl', '-u'],
];

/** Places in free text that contain secrets: first what precedes the value, then the value. */
const PLACES: readonly RegExp[] = [
  // JSON and similar: "password": "x", "--password", "x"
  new RegExp(`(["'](?:--?)?${NAME}["']\\s*[,:]\\s*)(${QUOTED})`, 'gi'),
  // An environment pair as AWS writes it: {"name":"X","value":"x"}, {name=X, value=x}
  new RegExp(`(\\bname["']?\\s*[=:]\\s*["']?[\\w.-]{1,200}["']?\\s*,\\s*["']?value["']?\\s*[=:]\\s*)${VALUE}`, 'gi'),
  // ?password=x&…
  new RegExp(`([?&]${NAME}=)([^&\\s]+)`, 'gi'),
  // PGPASSWORD=x, --password=x, password=x
  new RegExp(`(${START}(?<![?&])${NAME}=)${VALUE}`, 'gi'),
  // --password x; but --secrets names a file
  new RegExp(`(${START}--?(?!-?secrets\\s)${NAME}\\s+)${VALUE}`, 'gi'),
  ...SHORT_FLAGS.map(
    ([program, flag]) => new RegExp(`(\\b${program}\\s(?:[^|;&\\n]{0,200}?\\s)?${flag}\\s*)${VALUE}`, 'g'),
  ),
];

const URL_USER = /([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s/@:]*:\S*|[^\s/@]+)@/gi;

/**
 * Masks user information in URLs and the values of password-like arguments and assignments, in text that will be shown.
 * If the end of a value is unclear, more is masked rather than less.
 */
export function maskText(text: string, found: Found = () => undefined): string {
  const urls = maskUrls(text, found);
  return PLACES.reduce(
    (masked, place) =>
      masked.replace(place, (_, lead: string, value: string) => {
        found(value);
        found(stripQuotes(value));
        return `${lead}***`;
      }),
    urls,
  );
}

/** The positions in a text of the values that {@link maskText} masks. */
export function passwordsIn(text: string): [from: number, to: number][] {
  return [URL_USER, ...PLACES].flatMap((place) =>
    [...text.matchAll(place)].map(({ 0: { length }, 1: lead = '', 2: value = '', index }): [number, number] => {
      const from = index + lead.length;
      return [from, Math.min(from + value.length, index + length)];
    }),
  );
}

/** Masks only the user information in URLs. */
export function maskUrls(text: string, found: Found = () => undefined): string {
  return text.replace(URL_USER, (_, scheme: string, user: string) => {
    for (const secret of userSecrets(user)) found(secret);
    return `${scheme}***@`;
  });
}

/** A command in a form that can be shown: the word after a password-like flag is masked too. */
export function maskCommand(words: readonly string[], found: Found = () => undefined): string[] {
  return words.map((word, i) => {
    const before = words[i - 1] ?? '';
    const short = shortFlag(words.slice(0, i));
    if ((/^--?[\w.-]+$/.test(before) && looksSecret(before)) || (before === short && i > 1)) {
      found(word);
      return '***';
    }
    if (short !== undefined && word.startsWith(short) && word !== short) {
      found(word.slice(short.length));
      return `${short}***`;
    }
    const [, lead = '', value = ''] = /^((?:--?)?[\w.-]+=)(.*)$/s.exec(word) ?? [];
    if (looksSecret(lead.slice(0, -1)) && value !== '') {
      found(value);
      return `${lead}***`;
    }
    return maskText(word, found);
  });
}

/** The password of a URL, as it is written and as it is decoded. A user name without a password counts as a token. */
export function userSecrets(user: string): string[] {
  const secret = user.slice(user.indexOf(':') + 1);
  return [secret, decodeUri(secret)];
}

function shortFlag(words: readonly string[]): string | undefined {
  return SHORT_FLAGS.find(([program]) => words.some((word) => new RegExp(`(^|/)${program}$`).test(word)))?.[1];
}

function stripQuotes(value: string): string {
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value;
}

function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
