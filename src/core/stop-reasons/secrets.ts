import { DENIED, matchAll, type StopReason } from './stop-reason.ts';

export const SECRETS: readonly StopReason[] = [
  {
    code: 'secret-no-json-key',
    family: 'secret',
    pattern: /did not contain json key|json key[^\n]{0,120} (?:not found|missing|does not exist)/i,
    cause: 'a secret of the task definition does not contain the requested JSON key',
    next: 'check the key after the ARN in valueFrom (ARN:KEY::) against the secret: its value must be a JSON object with exactly that key',
    retry: 'no',
  },
  {
    code: 'secret-not-json',
    family: 'secret',
    pattern: matchAll(/secret|\basm\b/, /invalid character [^\n]*looking for|unexpected end of JSON|cannot unmarshal/),
    cause: 'a JSON key of a secret is requested (ARN:KEY::), but the secret is not JSON',
    next: 'put a JSON object with that key into the secret (check the quoting of the shell); or use the whole secret, with only its ARN in valueFrom',
    retry: 'no',
  },
  {
    code: 'secret-reference',
    family: 'secret',
    pattern: /invalid ARN format|valid ARN[^\n]{0,60} secret|unexpected ARN format/i,
    cause: 'the valueFrom of a secret is not an ARN that ECS understands',
    next: 'write valueFrom as arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SUFFIX, with :KEY:: after it for one JSON key; for a parameter its ARN or name',
    retry: 'no',
  },
  {
    code: 'secret-empty',
    family: 'secret',
    pattern: /secret value for staging label|secret[^\n]{0,40} has no value/i,
    cause: 'a secret of the task definition exists, but has no value yet',
    next: 'put a value into the secret (aws secretsmanager put-secret-value), or check the version in valueFrom',
    retry: 'no',
  },
  {
    code: 'secret-missing',
    family: 'secret',
    pattern:
      /(?:can(?:'t|not)|could not|unable to) find the specified secret|can(?:'t|not) retrieve the secret|check whether the secret exists|secret[^\n]*ResourceNotFoundException|ResourceNotFoundException[^\n]*secret/i,
    cause: 'a secret of the task definition does not exist in this account and region',
    next: 'check the valueFrom of each secret: name, region, the six characters at the end of the ARN; and that the secret is not scheduled for deletion',
    retry: 'no',
  },
  {
    code: 'parameter-missing',
    family: 'secret',
    pattern: /invalid (?:ssm )?parameters?:|ParameterNotFound|parameter[^\n]{0,120} (?:not found|does not exist)/i,
    cause: 'a parameter of the task definition does not exist in this account and region',
    next: 'check the valueFrom of each secret against Parameter Store: the name with its slashes; a parameter of another region needs its full ARN',
    retry: 'no',
  },
  {
    code: 'secret-decrypt-denied',
    family: 'secret',
    pattern: matchAll(DENIED, /access to KMS|kms:Decrypt|KMS key|ciphertext|customer master key/),
    cause: 'the execution role does not have the permission to decrypt a secret of the task definition',
    next: 'allow kms:Decrypt on the key of the secret to the execution role (not the task role), and in the key policy',
    retry: 'no',
  },
  {
    code: 'secret-denied',
    family: 'secret',
    pattern: matchAll(DENIED, /secretsmanager:|secrets? manager|from asm\b/),
    cause:
      'the execution role does not have the permission to read a secret of the task definition from Secrets Manager',
    next: 'allow secretsmanager:GetSecretValue on the secret to the execution role (not the task role); for a secret of another account, in its resource policy too; and allow kms:Decrypt if the secret is encrypted with a key of your own',
    retry: 'no',
  },
  {
    code: 'parameter-denied',
    family: 'secret',
    pattern: matchAll(DENIED, /ssm:|from ssm\b|systems manager|parameter store/),
    cause:
      'the execution role does not have the permission to read a parameter of the task definition from Systems Manager',
    next: 'allow ssm:GetParameters on the parameter to the execution role (not the task role), and kms:Decrypt if it is encrypted with a key of your own',
    retry: 'no',
  },
];

export const ENVIRONMENT_FILES: readonly StopReason[] = [
  {
    code: 'environment-file-missing',
    family: 'environment-file',
    pattern: matchAll(
      /env(?:ironment)? ?files?/,
      /forbidden|access ?denied|not authorized|StatusCode: 40[34]|NoSuchKey|NoSuchBucket|not ?found|does not exist/,
    ),
    cause:
      'an environment file of the task definition does not exist in S3, or the execution role does not have the permission to read it',
    next: 'check the ARN in environmentFiles, and allow s3:GetObject on the file and s3:GetBucketLocation on the bucket to the execution role; S3 returns 403 also for a file that does not exist',
    retry: 'no',
  },
];

/** Secrets that could not be read, and the cause is not in the catalogue. */
export const SECRETS_AT_LARGE: readonly StopReason[] = [
  {
    code: 'registry-login-secret',
    family: 'secret',
    pattern: /registry auth from asm/i,
    cause: 'the login to the private registry (repositoryCredentials) could not be read from Secrets Manager',
    next: 'check the secret in repositoryCredentials, secretsmanager:GetSecretValue on it for the execution role, and the route of the subnets to Secrets Manager',
    retry: 'depends',
  },
  {
    code: 'secrets-not-had',
    family: 'secret',
    pattern:
      /unable to (?:pull|retrieve|fetch) secrets?|(?:pull|retrieve|fetch) (?:the )?secrets?\b|failed to fetch secret/i,
    cause: 'the secrets of the task definition, or the login to the registry, could not be read',
    next: 'check the valueFrom of each secret, secretsmanager:GetSecretValue, ssm:GetParameters and ecr:GetAuthorizationToken of the execution role, and the route of the subnets',
    retry: 'depends',
  },
];
