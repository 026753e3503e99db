/**
 * Which letters commonly follow each letter in English words and in names of software: a to z, in order. Of random pairs of letters
 * 44 % are among them, so of random words of six letters fewer than two in a hundred look like a word.
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

/** Common enough, though their letters or digits are not. */
const NAMES = new Set(
  [
    'amd64 arm64 aarch64 x86 utf utf8 base64 sha256 ipv4 ipv6 oauth2 http2 ec2 s3 k8s db sql php grpc smtp',
    'kafka nginx mysql sqlite azure amazon lambda django podman localhost',
  ].flatMap((line) => line.split(' ')),
);

/** Where words, names, versions and paths are joined. */
const JOINTS = /[\s\-_./:,+@]+/;

/**
 * Whether a value is made of words and small numbers, as `staging`, `us-east-1`, `app/main`, `5432` and `v1.2` are: it says
 * nothing that a text might not say by itself. Random characters are not.
 */
export function isDictionaryLike(value: string): boolean {
  return value.split(JOINTS).every((part) => part === '' || isCommon(part));
}

/** The same for what also occurs as a part of names and quantities: `node20`, `512m`. */
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

/** In one case, or with a capital at its beginning. */
function isWord(part: string): boolean {
  if (!/^([a-z]+|[A-Z][a-z]+|[A-Z]+)$/.test(part)) return false;
  const word = part.toLowerCase();
  return [...word].every((letter, i) => i === 0 || FOLLOWERS[word.charCodeAt(i - 1) - 97]?.includes(letter));
}
