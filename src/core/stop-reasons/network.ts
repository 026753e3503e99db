import { matchAll, type StopReason } from './stop-reason.ts';

/** The signs of a failed connection, anywhere in the text. */
const MARKER =
  /\bdial (?:tcp|udp)|i\/o timeout|TLS handshake timeout|connection timed out|Client\.Timeout exceeded|request cancell?ed|context deadline exceeded|context ca(?:ncell?ed|nce|nc|n)?\.{2,3}|context cancell?ed|signal: killed|connection issue|check your (?:task )?network|connection (?:refused|reset)|no route to host|RequestError: send request failed|reach any registry|network is unreachable|no such host/;

const ROUTE =
  'check the subnets: a NAT gateway, a public IP (--assign-public-ip, in public subnets only) or VPC endpoints; and that the security group allows outbound port 443';

/** The sign of a cut connection at the end of a text. The connection existed, so the route is not the problem. */
const CUT = /CannotPull(?![^\n]*image conf)[^\n]*(?:\bunexpected EOF|: EOF)\b/i;

/** These come after the causes that a text names, and before the texts that only say what failed. */
export const NETWORK: readonly StopReason[] = [
  {
    code: 'registry-cut',
    family: 'network',
    pattern: CUT,
    cause: 'the connection to the registry of the image broke',
    next: 'run again; if it happens again, check proxies, firewalls and the MTU on the way to the registry',
    retry: 'yes',
  },
  {
    code: 'no-dns',
    family: 'network',
    pattern: /no such host|temporary failure in name resolution|server misbehaving/i,
    cause: 'a host name that the task needs in order to start could not be resolved in DNS',
    next: 'check registry host and region in the image name and the secrets; that the VPC has enableDnsSupport and enableDnsHostnames; and that VPC endpoints have private DNS',
    retry: 'depends',
  },
  {
    code: 'no-path-s3',
    family: 'network',
    pattern: matchAll(MARKER, /env(?:ironment)? ?files?|operation error S3/),
    cause: 'the task has no network path to S3, where its environment files are',
    next: 'give the subnets a route to S3: a NAT gateway, a public IP (--assign-public-ip, in public subnets only) or an S3 gateway endpoint in their route tables; and allow outbound port 443 in the security group',
    retry: 'depends',
  },
  {
    code: 'no-path-parameters',
    family: 'network',
    pattern: matchAll(MARKER, /from ssm|Systems Manager|Parameter Store|error SSM|ssm\.[a-z0-9-]+\.amazonaws/),
    cause: 'the task has no network path to Systems Manager, where its secrets are',
    next: `${ROUTE}; the endpoint for parameters is com.amazonaws.REGION.ssm (and kms, if they are encrypted with a key of your own)`,
    retry: 'depends',
  },
  {
    code: 'no-path-secrets',
    family: 'network',
    pattern: matchAll(MARKER, /from asm|Secrets Manager|secretsmanager\.[a-z0-9-]+\.amazonaws/),
    cause: 'the task has no network path to Secrets Manager, where its secrets are',
    next: `${ROUTE}; the endpoint for secrets is com.amazonaws.REGION.secretsmanager`,
    retry: 'depends',
  },
  {
    code: 'no-path-logs',
    family: 'network',
    pattern: matchAll(MARKER, /CloudWatch|logger args|logging driver|log (?:group|stream)|logs\.[a-z0-9-]+\.amazonaws/),
    cause: 'the task has no network path to CloudWatch Logs, where its log goes',
    next: `${ROUTE}; the endpoint for logs is com.amazonaws.REGION.logs`,
    retry: 'depends',
  },
  {
    code: 'no-path-internet-registry',
    family: 'network',
    pattern: matchAll(MARKER, /docker\.io|docker hub|ghcr\.io|quay\.io|gcr\.io|public\.ecr\.aws|registry\.k8s\.io/),
    cause: 'the task has no network path to the registry of the image, which is on the internet',
    next: 'give the subnets a NAT gateway or the task a public IP (--assign-public-ip, in public subnets only), and allow outbound port 443 in the security group; VPC endpoints help only if the image is kept in ECR',
    retry: 'depends',
  },
  {
    code: 'no-path-registry',
    family: 'network',
    pattern: matchAll(
      MARKER,
      /CannotPull|\bECR\b|api\.ecr|dkr\.ecr|container registry|pull(?:ing)? (?:the )?(?:image|registry)|resolve ref|ref pull|copy image/,
    ),
    cause: 'the task has no network path to the registry of the image',
    next: `${ROUTE}; ECR needs three endpoints: com.amazonaws.REGION.ecr.api, com.amazonaws.REGION.ecr.dkr and the S3 gateway`,
    retry: 'depends',
  },
  {
    code: 'no-path',
    family: 'network',
    pattern: matchAll(MARKER),
    cause: 'the task has no network path to a service it needs in order to start (registry, secrets or logs)',
    next: ROUTE,
    retry: 'depends',
  },
];
