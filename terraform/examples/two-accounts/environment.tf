# In the environment's account: the migration, the build that runs it, and the role with which the pipeline starts that.
module "migration" {
  source    = "../../modules/migration-task"
  providers = { aws = aws.environment }

  cluster            = var.cluster
  image              = "public.ecr.aws/docker/library/busybox:none" # each run names its own: imageDetail.json
  command            = var.command
  secrets            = { DATABASE_URL = var.database_url_secret_arn }
  manage_cluster_tag = true
  network = {
    vpc_id    = var.network.vpc_id
    subnets   = var.network.subnets
    databases = { main = { security_group = var.network.database } }
  }
}

# Without pipeline: the rights of a role end at its account, so a build here cannot read the pipeline's execution.
module "caller_policy" {
  source = "../../modules/caller-policy"

  cluster_arn     = module.migration.cluster_arn
  task_definition = module.migration.task_definition
  role_arns       = module.migration.role_arns
  log_group_arn   = module.migration.log_group_arn
  register        = true # image_from
}

module "migrate" {
  source    = "../../modules/pipeline-stage"
  providers = { aws = aws.environment }

  name               = "${var.cluster}-migrate"
  settings           = module.migration.settings
  caller_policy_json = module.caller_policy.json
  artifacts          = { bucket_arn = aws_s3_bucket.artifacts.arn, kms_key_arn = aws_kms_key.artifacts.arn }
  input_artifacts    = ["release"]
  image_from         = "imageDetail.json"
  tool               = { s3 = { bucket = aws_s3_bucket.tools.bucket, upload = var.archive } }
  action             = { role_arn = aws_iam_role.start.arn }
}

resource "aws_s3_bucket" "tools" {
  provider      = aws.environment
  bucket_prefix = "${var.cluster}-tools-"
}

resource "aws_iam_role" "start" {
  provider    = aws.environment
  name_prefix = "start-migration-"
  description = "With it the pipeline of another account starts the migration"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = aws_iam_role.pipeline.arn } }]
  })
}

resource "aws_iam_role_policy" "start" {
  provider = aws.environment
  name     = "start"
  role     = aws_iam_role.start.name
  policy   = module.migrate.pipeline_policy_json
}

# What CodePipeline does with artifacts for the action, it does as this role.
resource "aws_iam_role_policy" "artifacts" {
  provider = aws.environment
  name     = "artifacts"
  role     = aws_iam_role.start.name
  policy   = local.use_artifacts
}
