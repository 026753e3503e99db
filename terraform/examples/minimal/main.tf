# A cluster and a VPC are there. After the apply, `npx ecs-migrate run --cluster staging` needs no flag more.
module "migration" {
  source = "../../modules/migration-task"

  cluster = var.cluster
  image   = var.image
  command = ["npm", "run", "migrate"]
  secrets = { DATABASE_URL = var.database_url_secret_arn }

  network = {
    vpc_id    = var.vpc_id
    subnets   = var.private_subnets
    databases = { main = { security_group = var.database_security_group } }
  }

  # The cluster is not managed here. Where it is, its own resource takes `tags = module.migration.cluster_tags` instead.
  manage_cluster_tag = true
}

# For whoever runs it: attach this to the role of the build, or to people.
module "caller_policy" {
  source = "../../modules/caller-policy"

  cluster_arn     = module.migration.cluster_arn
  task_definition = module.migration.task_definition
  role_arns       = module.migration.role_arns
  log_group_arn   = module.migration.log_group_arn
  register        = true # --image
}

resource "aws_iam_policy" "migrate" {
  name        = "${module.migration.task_definition}-run"
  description = "Run the migration ${module.migration.task_definition} and see how it ends"
  policy      = module.caller_policy.json
}
