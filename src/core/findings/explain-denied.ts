import type { CallFailure } from '../base/failure.ts';

/**
 * AWS names the principal that was denied, the action, often the resource, and the kind of policy that denied it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const SENTENCE = /User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?(.*)/is;

/** Errors about the credentials themselves, which no policy can change. */
const UNKNOWN_KEY = /^(UnrecognizedClient|InvalidClientTokenId|AuthFailure|MissingAuthenticationToken)/;
const WRONG_SECRET = /^(InvalidSignature|SignatureDoesNotMatch|IncompleteSignature)/;

/** What to do about a denial: which statement to add, which policy denies it, or which credentials to correct. */
export function fixDenied({ name, operation, message }: CallFailure): string {
  if (UNKNOWN_KEY.test(name)) {
    return 'check which access key is used (AWS_ACCESS_KEY_ID, --profile): it was deleted, its AWS_SESSION_TOKEN is missing, or it belongs to another account, partition or a region that is not enabled; each local engine that is served has a key of its own';
  }
  if (WRONG_SECRET.test(name)) {
    return 'check AWS_SECRET_ACCESS_KEY or the profile: the secret does not belong to the access key (it may be cut off, or have an extra space or line break)';
  }
  const [, who, action = operation, resource, because = ''] = SENTENCE.exec(message) ?? [];
  const forbidding = /explicit deny in an? ([\w -]+?)(?:[.:,]|$)/i.exec(because)?.[1];
  const named = resource ? `${action} on ${resource}` : action;
  if (forbidding)
    return `a ${forbidding} denies ${named} explicitly: have that policy changed, because no other policy can allow the action`;
  const bound = /no (service control|session|resource-based|VPC endpoint)|(permissions boundary)/i.exec(because);
  const where = bound ? `the ${(bound[1] ? `${bound[1]} policy` : bound[2])?.toLowerCase()}` : 'a policy';
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: generalizeArn(resource) });
  const whom = roleOf(who);
  return `allow ${named} to ${whom}; the statement to add to ${where}: ${statement}`;
}

/** The statement should also allow the next revision and the next task. */
function generalizeArn(resource = '*'): string {
  return resource.replace(/(:task-definition\/[\w-]+):\d+$/, '$1:*').replace(/(:task\/[\w-]+\/)[0-9a-f]+$/, '$1*');
}

/** `arn:aws:sts::1:assumed-role/ROLE/SESSION` names the role ROLE. */
function roleOf(principal: string | undefined): string {
  const role = /:assumed-role\/([^/]+)\//.exec(principal ?? '')?.[1];
  return role ? `role ${role}` : (principal ?? 'the role that ecs-migrate runs as');
}
