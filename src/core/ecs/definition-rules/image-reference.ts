import { isRegion, openPlaceholder } from './placeholders.ts';

/**
 * The grammar of an image reference.
 * @see https://github.com/distribution/reference/blob/main/regexp.go
 */
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const NAME = `(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*`;
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(${NAME})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const LONGEST_NAME = 255;

/** A private registry of ECR. */
const ECR =
  /^([^./]+)\.dkr[.-]ecr(?:-fips)?\.([^./]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)\//;

/** Whether pulling this image requires ECR credentials. */
export function isEcrImage(image: string): boolean {
  return ECR.test(image);
}

export interface ImageProblem {
  problem: string;
  /** The placeholder that somebody should have filled in. */
  placeholder?: string;
  /** The error of RegisterTaskDefinition. Absent if ECS accepts the image although no task can pull it. */
  answer?: string;
}

/** What is wrong with an image reference. `undefined` if it is valid. */
export function checkImage(image: string): ImageProblem | undefined {
  const answer = answerOf(image);
  const refusal = answer === undefined ? {} : { answer };
  const placeholder = openPlaceholder(image);
  if (placeholder !== undefined) {
    return { problem: `its placeholder ${placeholder} was not replaced`, placeholder, ...refusal };
  }
  // This is checked before the grammar, which does not know it: people write ACCOUNT_ID.dkr.ecr.REGION.amazonaws.com
  // with placeholders in capital letters.
  const [, account = '', region = ''] = ECR.exec(image) ?? [];
  if (account !== '' && !/^\d{12}$/.test(account)) {
    return { problem: `${account} is not an account of 12 digits`, placeholder: account, ...refusal };
  }
  if (region !== '' && !isRegion(region)) {
    return { problem: `${region} is not a region`, placeholder: region, ...refusal };
  }
  const [, name = ''] = REFERENCE.exec(image) ?? [];
  if (name === '') return { problem: whyNot(image), ...refusal };
  if (name.length > LONGEST_NAME) return { problem: `its name is longer than ${LONGEST_NAME} characters`, ...refusal };
  return undefined;
}

function whyNot(image: string): string {
  const [, scheme] = /^([a-z][a-z0-9+.-]*:\/\/)/i.exec(image) ?? [];
  if (scheme !== undefined) return `it begins with ${scheme}, which an image reference does not have`;
  if (/\s/.test(image)) return 'it holds a space or a line break';
  if (image.startsWith('arn:')) return 'it is an ARN, not REGISTRY/REPOSITORY:TAG';
  const [named = ''] = image.split('@');
  if (/:$/.test(named)) return 'its tag is empty: was a variable not set?';
  if (/@$/.test(image)) return 'its digest is empty: was a variable not set?';
  if (/^[/:@]/.test(image) || /\/(:|@|\/|$)/.test(image) || image === '') {
    return 'a part of its name is empty: was a variable not set?';
  }
  if (image.includes('@'))
    return 'the text after @ is not a digest such as sha256:…, or the text before it is not a name';
  const [, tag = ''] = /:([^/]*)$/.exec(named) ?? [];
  const repository = tag === '' ? named : named.slice(0, -tag.length - 1);
  if (/[A-Z]/.test(repository.replace(/^[^/]*[.:][^/]*\//, ''))) return 'its repository name has capital letters';
  return 'it is not an image reference';
}

/** ECS checks only the characters. The other errors appear when the image is pulled. */
function answerOf(image: string): string | undefined {
  if (image === '') return 'Container.image should not be null or empty.';
  return /^[\w.:/@#-]+$/.test(image) ? undefined : 'Container.image contains invalid characters.';
}
