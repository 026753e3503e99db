# `bin/rails db:migrate` in the image that is about to be deployed. Other one-off tasks run in it too:
# npx ecs-migrate run --cluster staging -- bin/rails db:seed
module "migration" {
  source = "../../modules/migration-task"

  cluster     = var.cluster
  image       = var.image
  command     = ["bin/rails", "db:migrate"]
  environment = { RAILS_ENV = "production", RAILS_LOG_TO_STDOUT = "1" }
  secrets = {
    DATABASE_URL     = var.database_url_secret_arn
    RAILS_MASTER_KEY = var.master_key_parameter_arn
  }

  network = {
    vpc_id    = var.vpc_id
    subnets   = var.private_subnets
    databases = { main = { security_group = var.database_security_group } }
  }
  size = { cpu = 512, memory = 1024 }

  # Rails writes to tmp, log and its load cache below the application, where the image has files of its own.
  container = { readonly_root_filesystem = false, writable_paths = {} }
}
