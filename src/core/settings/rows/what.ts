import { namesFile } from '../../ecs/task-definition.ts';
import * as kind from '../setting-kinds.ts';
import { FOLLOWING, RUNNING, rowsOf } from '../setting-row.ts';
import * as structured from '../structured-kinds.ts';

const row = rowsOf('what');

/** What the task runs. */
export const WHAT = {
  taskDefinition: row(
    kind.text('FAMILY, FAMILY:REVISION, an ARN or a file'),
    'FAMILY, FAMILY:REVISION, ARN, or a JSON or YAML file. A file is registered first, unless the latest revision is equal',
    { isPath: namesFile, mayBeArn: true },
  ),
  app: row(kind.text('the name of an app'), "Which app to migrate, if the cluster's tags name several"),
  image: row(
    structured.images,
    'Run this image. Registers a revision that changes only the image, unless the latest revision has it already',
  ),
  imageFrom: row(
    kind.files('a FILE.json, or auto'),
    "Run the image that imageDetail.json or imagedefinitions.json names; auto finds the file in the build's input artifacts. With hook: the image that the deployment must run; or deployment, deployment:CONTAINER or task-definition",
    {
      isPath: (value) => value !== 'auto' && !/^(?:deployment(?::|$)|task-definition$)/.test(value),
      notInLambda: 'give image, or imageFrom: auto, FILE.json, deployment, deployment:CONTAINER or task-definition',
      lambdaValues: /^(?:auto|.+\.json|deployment(?::[\w-]{1,255})?|task-definition)$/,
    },
  ),
  build: row(
    kind.text('a folder with a Dockerfile or Containerfile'),
    "Build this folder with docker or podman, push the image to the repository of the container's image, and run it by digest",
    {
      commands: RUNNING,
      isPath: () => true,
      notInLibrary: {
        problem: 'the library builds no images',
        next: 'build and push the image yourself, and give its reference as settings.image',
      },
      excludes: ['imageFrom'],
    },
  ),
  deregister: row(kind.flag, 'After the run, deregister the revision that it registered', {
    notInLambda: 'a later call does not know the revision; deregister it by other means',
  }),
  container: row(kind.text('a container name'), 'The migration container: its exit code decides the result', {
    commands: FOLLOWING,
    tag: 'ecs-migrate:container',
  }),
} as const;
