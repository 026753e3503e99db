module "migration" {
  source = "../../../modules/migration-task"

  cluster     = var.name
  image       = "${var.repository_url}:none" # each run names its own: imageDetail.json of the build
  command     = var.migrate_command
  environment = local.database
  secrets     = local.master
  network = {
    vpc_id    = aws_vpc.this.id
    subnets   = aws_subnet.private[*].id
    databases = { main = { security_group = aws_security_group.database.id } }
  }
}

module "caller_policy" {
  source = "../../../modules/caller-policy"

  cluster_arn     = module.migration.cluster_arn
  task_definition = module.migration.task_definition
  role_arns       = module.migration.role_arns
  log_group_arn   = module.migration.log_group_arn
  register        = true # image_from
  pipeline        = var.pipeline
}

module "migrate" {
  source = "../../../modules/pipeline-stage"

  name               = "${var.name}-migrate"
  stage_name         = "Run_Database_Migrations_${var.name}"
  settings           = module.migration.settings
  caller_policy_json = module.caller_policy.json
  artifacts          = { bucket_arn = var.artifact_bucket_arn }
  input_artifacts    = ["build"]
  tool               = { s3 = { bucket = var.tools_bucket, upload = var.archive } }
  image_from         = "imageDetail.json"
  failure_topic      = { arn = var.failure_topic_arn }
  preview            = var.preview
}
