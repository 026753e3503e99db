/**
 * Which letters commonly follow each letter in English words and in names of software: a to z, in order. They include
 * 44 % of random letter pairs, so fewer than two in a hundred random words of six letters look like a word.
 */
const FOLLOWERS = [
  'bcdfgijklmnprstuvwyz',
  'aeilorsuy',
  'acehiklorstuy',
  'adeilmorsu',
  'abcdefghijlmnpqrstuvwxyz',
  'aefilortuy',
  'aeghilnorsu',
  'aeiortuy',
  'abcdefglmnoprstvxz',
  'aeosu',
  'aeins',
  'adeiklopstuvy',
  'abdeilmopsuy',
  'acdefgiklnostuvyx',
  'abcdefgijklmnoprstuvwy',
  'aehiloprstuy',
  'u',
  'acdefgiklmnorstuvwy',
  'acehiklmnopqstuy',
  'aceghiloprstuwy',
  'abcdegilmnprstx',
  'aeio',
  'aehinors',
  'ceimpt',
  'ceilmnopstw',
  'aeiuy',
];

/** Names that are common although their letters or digits do not follow the rule. */
const NAMES = new Set(
  [
    'amd64 arm64 aarch64 x86 utf utf8 base64 sha256 ipv4 ipv6 oauth2 http2 ec2 s3 k8s db sql php grpc smtp',
    'kafka nginx mysql sqlite azure amazon lambda django podman localhost',
  ].flatMap((line) => line.split(' ')),
);

/** Characters that join words, names, versions and paths. */
const JOINTS = /[\s\-_./:,+@]+/;

/**
 * Whether a value consists of words and small numbers, such as `staging`, `us-east-1`, `app/main`, `5432` and `v1.2`.
 * Any text may contain such a value by chance. Random characters do not match.
 */
export function isDictionaryLike(value: string): boolean {
  return value.split(JOINTS).every((part) => part === '' || isCommon(part));
}

/** The same for values that also occur as a part of names and quantities: `node20`, `512m`. */
export function isNameLike(value: string): boolean {
  return value.split(JOINTS).every((part) => {
    const [, before = '', word = '', after = ''] = /^(\d{0,5})([a-z]*|[A-Z]?[a-z]+|[A-Z]+)(\d{0,4})$/.exec(part) ?? [];
    return (
      part === '' ||
      isCommon(part) ||
      (word !== '' && (isWord(word) || word.length <= 2) && before.length + after.length <= 5)
    );
  });
}

function isCommon(part: string): boolean {
  return NAMES.has(part.toLowerCase()) || /^\d{1,5}$|^[a-z]\d{0,2}$/i.test(part) || isWord(part);
}

/** All letters are of one case, or only the first is a capital. */
function isWord(part: string): boolean {
  if (!/^([a-z]+|[A-Z][a-z]+|[A-Z]+)$/.test(part)) return false;
  const word = part.toLowerCase();
  return [...word].every((letter, i) => i === 0 || FOLLOWERS[word.charCodeAt(i - 1) - 97]?.includes(letter));
}
