import { DENIED, matchAll, type StopReason } from './stop-reason.ts';

/** Causes that the text of a failed pull names. */
export const IMAGES: readonly StopReason[] = [
  {
    code: 'image-reference',
    family: 'image',
    pattern: /invalid reference format|failed to (?:parse|normalize) (?:the )?(?:image )?ref/i,
    cause: 'the image in the task definition is not a valid image reference',
    next: 'write it as REGISTRY/REPOSITORY:TAG, without https://, spaces, capital letters in the repository or an empty tag',
    retry: 'no',
  },
  {
    code: 'image-rate-limit',
    family: 'image',
    pattern: /toomanyrequests|too many requests|pull rate limit|rate limit exceeded/i,
    cause: 'the image registry limits how often images may be pulled (Docker Hub counts by IP address)',
    next: 'run again later; to avoid the limit, log in to the registry (repositoryCredentials in the task definition) or keep the image in ECR (pull-through cache)',
    retry: 'later',
  },
  {
    code: 'ecr-login-denied',
    family: 'image',
    pattern: matchAll(DENIED, /ecr:GetAuthorizationToken/),
    cause: 'the execution role may not log in to ECR',
    next: 'allow ecr:GetAuthorizationToken on resource "*" to the execution role (on EC2 without one, to the instance role)',
    retry: 'no',
  },
  {
    code: 'image-login-or-unknown',
    family: 'image',
    pattern:
      /^(?![\s\S]*(?:\.dkr\.|\becr:))(?=[\s\S]*(?:resolve ref|\/manifests\/))[\s\S]*(?:401 unauthorized|403 forbidden|: denied: denied|: unauthorized)/i,
    cause: 'the registry of the image requires a login, or does not have the image: it reports both in the same way',
    next: 'check the name of the image; for a private one set repositoryCredentials in the task definition, with a token that may read packages, or keep the image in ECR',
    retry: 'no',
  },
  {
    code: 'ecr-pull-denied',
    family: 'image',
    pattern: matchAll(
      DENIED,
      /ecr:(?:BatchGetImage|GetDownloadUrlForLayer|BatchCheckLayerAvailability|BatchImportUpstreamImage|CreateRepository|\*)|failed to resolve ref[^\n]*403 forbidden/,
    ),
    cause: 'the execution role does not have the permission to pull the image from ECR',
    next: 'allow ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability to the execution role (on EC2 without one, to the instance role); for a repository of another account, in its repository policy too',
    retry: 'no',
  },
  {
    code: 'ecr-read-denied',
    family: 'image',
    pattern: /permissions? to pull (?:the )?images?/i,
    cause: 'the execution role does not have the permission to pull the image from ECR',
    next: 'allow ecr:GetAuthorizationToken, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability to the execution role; for a repository of another account, in its repository policy too',
    retry: 'no',
  },
  {
    code: 'registry-certificate',
    family: 'image',
    pattern: /x509:|certificate signed by unknown authority|server gave HTTP response to HTTPS client/i,
    cause:
      'the machine that runs the task does not trust the certificate of the image registry, or the registry does not support TLS',
    next: 'keep the image in ECR; or give the registry a certificate of a public authority; or, on EC2, make Docker on the container instance trust the certificate (/etc/docker/certs.d)',
    retry: 'no',
  },
  {
    code: 'image-login',
    family: 'image',
    pattern:
      /insufficient_scope|no basic auth credentials|(?:docker\.io|docker hub)[^\n]*(?:pull access denied|authorization failed|denied)/i,
    cause: 'the registry requires a login for this image; a name without a registry host means Docker Hub, not ECR',
    next: 'give the full name of the image (ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG), or for a private registry set repositoryCredentials in the task definition',
    retry: 'no',
  },
  {
    code: 'repository-missing-or-denied',
    family: 'image',
    pattern: /requested access to the resource is denied|pull access denied|check whether the image exists/i,
    cause: 'the repository of the image does not exist, or may not be read',
    next: 'check account, region and repository in the image name; for ECR, that the repository policy and the execution role allow ecr:BatchGetImage',
    retry: 'no',
  },
  {
    code: 'image-missing',
    family: 'image',
    pattern:
      /manifest(?: for [^\n]*)? (?:unknown|not found)|name unknown|failed to resolve ref[^\n]*: not found|CannotPull[^\n]*: not found|(?:tag|error: image \S+)[^\n]{0,80} (?:is |was )?not found|image[^\n]{0,200} (?:does not exist|could not be found) in the (?:registry|repository)|Requested image not found/i,
    cause: 'the image does not exist in the registry',
    next: 'check the image name and tag in the task definition, that the build pushed it, and that no lifecycle policy of the repository has deleted it',
    retry: 'no',
  },
  {
    code: 'repository-missing',
    family: 'image',
    pattern:
      /API error \(404\)|RepositoryNotFound|repository[^\n]{0,200} (?:not found|does not exist)|verify that the image URI is correct/i,
    cause: 'the repository of the image does not exist in the registry',
    next: 'check account, region and repository in the image name, or create the repository and push the image',
    retry: 'no',
  },
  {
    code: 'image-broken',
    family: 'image',
    pattern:
      /mismatched image rootfs|failed to get stream processor|no processor for media-?type|invalid tar header|missing signature key/i,
    cause:
      'the image was downloaded but could not be unpacked: it is broken, or it has layers of a type that ECS cannot read',
    next: 'build it without attestations (docker buildx build --provenance=false --sbom=false, or BUILDX_NO_DEFAULT_ATTESTATIONS=1), push it again under a new tag, and run again',
    retry: 'no',
  },
  {
    code: 'image-part-refused',
    family: 'image',
    pattern:
      /(?:httpReaderSeeker|failed to copy)[^\n]*unexpected status[^\n]*(?:docker\.(?:io|com)|ghcr\.io|quay\.io|gcr\.io)/i,
    cause:
      'a registry on the internet refused a part of the image, most often because it limits how often images may be pulled',
    next: 'run again later; to avoid the limit, log in to the registry (repositoryCredentials in the task definition), or keep the image in ECR',
    retry: 'later',
  },
  {
    code: 'image-layers-refused',
    family: 'image',
    pattern:
      /(?:httpReaderSeeker|failed to copy)[^\n]*unexpected status|unexpected status[^\n]*(?:starport|s3[.-][a-z0-9-]*\.?amazonaws)/i,
    cause: 'the layers of the image could not be downloaded: ECR keeps them in S3, and S3 or a proxy refused',
    next: 'allow s3:GetObject on arn:aws:s3:::prod-REGION-starport-layer-bucket/* in the policy of the S3 gateway endpoint, and check proxies on the way',
    retry: 'depends',
  },
  {
    code: 'image-layers-unreachable',
    family: 'image',
    pattern: /nil pointer dereference|invalid memory address/i,
    cause: 'the task could not reach S3, where ECR keeps the layers of the image',
    next: 'give the subnets a route to S3: a NAT gateway, or an S3 gateway endpoint in their route tables; and allow outbound port 443 to S3 in the security group',
    retry: 'depends',
  },
];

/** A pull that failed, and the cause is not in the catalogue. */
export const IMAGES_AT_LARGE: readonly StopReason[] = [
  {
    code: 'image-configuration',
    family: 'image',
    pattern: /error pulling image conf/i,
    cause: 'the configuration of the image could not be downloaded: a rate limit of the registry, or the network',
    next: 'run again; if it happens again, check the route of the subnets to the registry and to S3, and the limit of the registry',
    retry: 'yes',
  },
  {
    code: 'image-not-pulled',
    family: 'image',
    pattern: /CannotPull|failed to resolve ref|task can(?:'t|not) pull (?:the )?(?:image|')/i,
    cause: 'the image could not be pulled',
    next: 'check that image name and tag exist in the registry, that the execution role may pull it (ecr:BatchGetImage, ecr:GetDownloadUrlForLayer, ecr:GetAuthorizationToken), and the route of the subnets',
    retry: 'depends',
  },
];
